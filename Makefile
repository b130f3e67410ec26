# The pipeline's commands. `make help` lists them from the ## comments below; its lines have at most 100 columns.
# Settings are make variables or environment variables: make run DURATION=20 SEED_USERS=1000 ORDER_RATE=200
# After a target, make needs $$ for a $ in a value: make status POSTGRES_PASSWORD='pa$$word' (the password is pa$word)

.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

# Further arguments for the program of a target such as run, verify, status, logs or the tests: make status ARGS=--watch
ARGS ?=
# Services that `up` omits, for example because their image cannot be pulled: make start-all WITHOUT=kafka-ui
# (Compose's --scale SERVICE=0 would still pull the image.)
WITHOUT ?=
# 1 creates the system with TLS, users and permissions. Remembered until `make clean`: make start-all SECURE=1
export SECURE
# PROJECT=name makes a target act on a second container system, beside the first: make start-all PROJECT=second

# Folder for one .trx file per test program; unset, no file is written.
TEST_RESULTS ?=
# Faults that run at once in test-faults. More than the cores can carry makes time limits fail.
FAULTS_AT_ONCE ?= 2

COMPOSE := ./dc.sh
PROFILES := --profile seeder --profile dev --profile admin --profile monitoring --profile music --profile ads --profile log-simulator
BROKERS := kafka-1 kafka-2 kafka-3
# The consumers of the Compose profile music.
MUSIC := listening-1 listening-2 listening-3
# The consumers of the Compose profile ads.
ADS := ad-1 ad-2 ad-3
# The services of compose.yaml with the settings of a consumer, in their order.
CONSUMERS := $(shell sed -n 's/^  \([a-z0-9-]*\): *{ <<: \*consumer,.*/\1/p' deploy/compose.yaml)
# Compose fails when a service is not healthy within this time.
UP := $(COMPOSE) up --detach --wait --wait-timeout 300

CLI := artifacts/bin/Pipeline.Cli/release/pipeline.dll
# Directories are included because their time changes when a file is removed.
CLI_SOURCES := $(shell find apps/Pipeline.Cli src deploy/kafka schemas Directory.Build.props Directory.Packages.props global.json 2>/dev/null)
LOGS := artifacts/bin/LogSimulator/release/LogSimulator.dll
LOGS_SOURCES := $(shell find apps/LogSimulator src deploy/kafka Directory.Build.props Directory.Packages.props global.json 2>/dev/null)
BENCHMARKS := artifacts/bin/Benchmarks/release/benchmarks.dll
BENCHMARK_SOURCES := $(shell find apps/Benchmarks src deploy/kafka schemas Directory.Build.props Directory.Packages.props global.json 2>/dev/null)
MICRO := artifacts/bin/MicroBenchmarks/release/MicroBenchmarks.dll
MICRO_SOURCES := $(shell find apps/MicroBenchmarks src Directory.Build.props Directory.Packages.props global.json -not -name allocations.json 2>/dev/null)

# xunit's own runner in each test project, without `dotnet test`: nothing is built again, and no adapter stands between.
# `make test-faults ARGS='-method *Fault_09*'` chooses tests; `ARGS=-?` prints what else the runner takes.
TESTS = artifacts/bin/Pipeline.$(1)/release/Pipeline.$(1) -noLogo -noColor $(if $(TEST_RESULTS),-trx $(TEST_RESULTS)/$@.$(1).trx) $(if $(filter true,$(CI)),-failWarns) $(ARGS)
WITHOUT_CONTAINERS := -trait- Category=Compose -trait- Category=PlainCompose -trait- Category=Faults -trait- Category=Browser
TESTS_BUILT := artifacts/tests-built
TEST_SOURCES := $(shell find apps src tests deploy/kafka schemas Directory.Build.props Directory.Packages.props global.json BannedSymbols.txt .editorconfig -not -name allocations.json 2>/dev/null)

##@ Without containers
run: $(CLI) ## everything on embedded parts; Ctrl+C stops, verifies and prints the result
	@exec dotnet $(CLI) run $(ARGS)

music: ## simulated listeners into song_plays, then verify (DURATION=60, ARGS='--users 5000 --rate 500')
	@if [ -z "$$KAFKA_BOOTSTRAP_SERVERS$$POSTGRES_HOST" ] && $(ENGINE_ANSWERS); then $(MAKE) music-in-containers; else $(MAKE) music-embedded; fi

music-embedded: $(CLI)
	@exec dotnet $(CLI) run music $(ARGS)

music-in-containers: engine
	@case '$(DURATION)' in *[!0-9]* | 0) echo 'DURATION=$(DURATION) is not a whole number of seconds, 1 or more.' >&2; exit 2 ;; esac
	@$(COMPOSE) check-ports $(BROKERS) postgres dashboard
	@$(MAKE) build
	@$(MAKE) servers
	@$(UP) $(MUSIC) dashboard
	@trap : INT; $(COMPOSE) run --rm --no-deps music-simulator MusicSimulator.dll $(SIMULATION); result=$$?; \
	[ $$result -ne 2 ] || exit 2; \
	[ $$result -eq 0 ] || echo "The simulator ended with exit code $$result; the events that Kafka has acknowledged are verified." >&2; \
	$(COMPOSE) run --rm --no-deps dev verify && exit $$result; exit 1

ads: ## a generated file of 1,000,000 rows through Kafka with Avro, every row accounted for (ARGS='--rows 100000 --dirt 2')
	@if [ -z "$$KAFKA_BOOTSTRAP_SERVERS$$POSTGRES_HOST" ] && $(ENGINE_ANSWERS); then $(MAKE) ads-in-containers; else $(MAKE) ads-embedded; fi

ads-embedded: $(CLI)
	@exec dotnet $(CLI) run ads $(ARGS)

# Options that ARGS does not have. The seed is fixed, so that a second run sends the same rows again and the account still holds.
GENERATED = $(foreach option,--rows=1000000 --seed=1 --dirt=1,$(if $(findstring $(firstword $(subst =, ,$(option))),$(ARGS)),,$(option)))
ads-in-containers: engine
	@if $(SECURED); then echo 'make ads needs a plain system: the schema registry has no role in the secure one. Run make clean first.' >&2; exit 2; fi
	@$(COMPOSE) check-ports $(BROKERS) postgres dashboard schema-registry
	@$(MAKE) build
	@$(MAKE) servers
	@$(COMPOSE) exec -T postgres sh -c 'exec psql --quiet --no-psqlrc --username "$$POSTGRES_USER" --dbname "$$POSTGRES_DB" --command "CREATE SCHEMA IF NOT EXISTS registry"'
	@$(UP) schema-registry $(ADS) dashboard
	@set -e; ads() { $(COMPOSE) run --rm --no-deps ad-pipeline AdPipeline.dll "$$@"; }; \
	ads generate $(GENERATED) $(ARGS) --output /reports/ads.csv; \
	ads schema register; \
	ads check; \
	ads ingest /reports/ads.csv; \
	ads dlq; \
	ads retry; \
	$(COMPOSE) run --rm --no-deps dev verify; \
	ads account /reports/ads.csv.truth.jsonl

logs-simulator: ## simulated logs of several services over HTTP on :8000 (in containers LOG_KAFKA=true; with ARGS='--kafka --port 8001' on this machine)
	@if $(if $(ARGS),false,$(ENGINE_ANSWERS)); then $(MAKE) logs-in-containers; else $(MAKE) logs-here; fi

logs-here: $(LOGS)
	@exec dotnet $(LOGS) $(ARGS)

# One that fails is stopped: with a wrong setting, Compose would start it again and again.
logs-in-containers: engine
	@$(COMPOSE) check-ports log-simulator
	@$(MAKE) build
	@case "$$($(COMPOSE) setting LOG_KAFKA)" in [tT][rR][uU][eE]) $(MAKE) brokers ;; esac
	@$(UP) log-simulator || { $(COMPOSE) logs --no-log-prefix --tail 5 log-simulator; $(COMPOSE) stop log-simulator; exit 1; }
	@echo "The log simulator runs: http://localhost:$$($(COMPOSE) setting LOG_PORT_HOST)"

test: $(TESTS_BUILT) ## all tests that need no container; where an engine answers, against real brokers
	@result=0; \
	$(call TESTS,UnitTests) || result=1; \
	$(call TESTS,IntegrationTests) || result=1; \
	$(call TESTS,EndToEndTests) $(WITHOUT_CONTAINERS) -maxThreads 3 || result=1; \
	exit $$result

test-integration: $(TESTS_BUILT) ## only the tests against PostgreSQL and Kafka (PIPELINE_TEST_SERVERS=embedded or containers chooses the servers)
	@$(call TESTS,IntegrationTests)

fuzz: $(TESTS_BUILT) ## random bytes, events and headers against every decoder and reader (FUZZ_SECONDS=600 each; FUZZ_SEED=... repeats)
	@FUZZ_SECONDS=$(or $(FUZZ_SECONDS),600) $(call TESTS,UnitTests) -class '*FuzzTests' -showLiveOutput

test-compose: $(TESTS_BUILT) engine ## the tests of the container system, secure and with monitoring: start it, kill parts of it, end with make clean (its data is lost)
	@$(call TESTS,EndToEndTests) -trait Category=Compose

test-compose-plain: $(TESTS_BUILT) engine ## the same of the plain container system, by Kafka's own console producer (its data is lost)
	@$(call TESTS,EndToEndTests) -trait Category=PlainCompose

test-faults: $(TESTS_BUILT) engine ## the 20 faults on three brokers and a PostgreSQL of their own, under load (FAULT_SEED=... repeats a run)
	@rm -f $(FAULT_TABLE)
	@$(call TESTS,EndToEndTests) -trait Category=Faults -maxThreads $(FAULTS_AT_ONCE); result=$$?; \
	    test ! -f $(FAULT_TABLE) || awk -F, '{ printf "%-42s %12s %16s %17s %13s  %s\n", $$1, $$2, $$3, $$4, $$5, $$6 }' $(FAULT_TABLE); \
	    exit $$result

test-browser: $(TESTS_BUILT) ## the dashboard in a real Chromium with a running pipeline; screenshots go to reports/screenshots
	@$(call TESTS,EndToEndTests) -trait Category=Browser

test-all: engine ## every test there is, also what CI leaves out: both kinds of servers, the plain container system, outages of ten minutes
	@result=0; \
	PIPELINE_TEST_SERVERS=containers $(MAKE) test || result=1; \
	PIPELINE_TEST_SERVERS=embedded $(MAKE) test-integration || result=1; \
	for target in test-browser test-compose test-compose-plain; do $(MAKE) $$target || result=1; done; \
	FAULT_OUTAGE_SECONDS=600 $(MAKE) test-faults || result=1; \
	exit $$result

test-build: $(TESTS_BUILT) ## build programs and tests, once after a change

format: sdk ## format the source code
	@exec dotnet format Pipeline.sln $(ARGS)

##@ The container system
start-all: engine ## build, start, create topics, seed: the whole system from nothing
	@$(COMPOSE) check-ports $(filter-out $(WITHOUT),$(BROKERS) kafka-ui postgres dashboard)
	@$(MAKE) build
	@$(MAKE) up
	@$(MAKE) seed
	@ui=$$($(COMPOSE) port kafka-ui 8080 2> /dev/null); printf '%s\n' '' \
	    'The pipeline runs. Where to look:' \
	    "  Dashboard     http://localhost:$$($(COMPOSE) port dashboard 8090 | sed 's/.*://')" \
	    "  Kafka UI      $${ui:+http://}$${ui:-left out}" \
	    '  PostgreSQL    ./dc.sh exec postgres psql -U '"$$($(COMPOSE) setting POSTGRES_USER) $$($(COMPOSE) setting POSTGRES_DB)" \
	    '  make status   lag, outbox, dead letters    make verify   compares commits with effects' \
	    '  make logs     logs of all services         make down     stop; the data stays'

build: engine ## build the image of the pipeline's services
	@$(COMPOSE) build dev

up: engine servers ## start servers, apply topics and schema, start the rest (WITHOUT=kafka-ui)
	@$(UP) $(filter-out $(WITHOUT),$(BROKERS) kafka-ui postgres producer $(CONSUMERS) dashboard)

# Brokers, and with SECURE=1 their users and permissions: the log simulator's user must exist before it connects.
brokers: engine
	@$(UP) $(BROKERS)
	@! $(SECURED) || $(COMPOSE) run --rm --no-deps admin access

# Brokers and database, with users, schema and topics.
servers: engine
	@$(UP) $(BROKERS) postgres
	@if $(SECURED); then \
	    $(COMPOSE) exec -T postgres sh -c 'exec psql --quiet --no-psqlrc --dbname "$$POSTGRES_DB" --file /etc/pipeline/roles.sql' && \
	    $(COMPOSE) run --rm --no-deps admin access && \
	    $(COMPOSE) run --rm --no-deps admin migrate; \
	else \
	    $(COMPOSE) run --rm --no-deps dev migrate; \
	fi
	@$(COMPOSE) run --rm --no-deps dev topics

down: engine ## stop and remove the containers; the data stays
	@$(COMPOSE) $(PROFILES) down --remove-orphans

restart: engine ## down, then up
	@$(MAKE) down
	@$(MAKE) up

ps: engine ## list the containers and their health
	@$(COMPOSE) ps --all

logs: engine ## follow the logs of all services
	@exec $(COMPOSE) logs --follow --tail 50 $(ARGS)

clean: ## remove containers, volumes, image, certificates and reports; forget SECURE=1
	@if $(ENGINE_ANSWERS); then \
	    SECURE= $(COMPOSE) $(PROFILES) down --volumes --remove-orphans --timeout 1 && \
	    { image=$$($(COMPOSE) setting PIPELINE_IMAGE); ! docker image inspect "$$image" > /dev/null 2>&1 || docker image rm --force "$$image" > /dev/null; } && \
	    if [ -n "$$(docker volume ls --quiet --filter "label=pipeline.folder=$$(pwd -P)")" ]; then \
	        echo 'Reports and certificates stay: another system of this folder needs them.' >&2; exit; \
	    elif $(SECURED); then \
	        (umask 077; sed '/^[[:space:]]*\(export[[:space:]]\{1,\}\)\{0,1\}SECURE[[:space:]]*[=:]/d' deploy/.env > deploy/.env.plain); \
	        mv deploy/.env.plain deploy/.env; rm -rf deploy/secure/private; \
	    fi; \
	fi && rm -rf reports .pipeline deploy/prometheus/agent

monitoring: engine ## start Prometheus and Grafana (WITHOUT=grafana); brokers restart once
	@deploy/prometheus/jmx-agent.sh deploy/prometheus/agent || echo 'The brokers have no metrics; all other metrics are collected.' >&2
	@for broker in $(BROKERS); do $(UP) --no-deps $$broker || exit; done
	@$(UP) --no-deps $(filter-out $(WITHOUT),prometheus grafana)
	@printf '%s\n' "Prometheus    http://$$($(COMPOSE) port prometheus 9090)" $(if $(filter grafana,$(WITHOUT)),,"Grafana       http://$$($(COMPOSE) port grafana 3000)") \
	    'make metrics-verify checks that every metric has a series.'

##@ Its parts
topics: engine ## apply deploy/kafka/topics.json and print differences; safe to repeat
	@$(COMPOSE) run --rm dev topics

seed: engine ## add users and products (SEED_USERS, SEED_PRODUCTS, SEED_BATCH, RANDOM_SEED)
	@exec $(COMPOSE) run --rm initial-seeder

start-producer: engine ## start the generator (ORDER_RATE, PRODUCT_RATE, UPDATE_RATE, DIRT, SHARD)
	@$(UP) producer

stop-producer: engine ## finish the current write, send the outbox and stop the generator
	@$(COMPOSE) stop producer

start-consumers: engine ## start the consumers
	@$(UP) $(CONSUMERS)

stop-consumers: engine ## drain and stop the consumers
	@$(COMPOSE) stop $(CONSUMERS)

logs-producer: engine ## follow the generator's log
	@exec $(COMPOSE) logs --follow --tail 100 producer

logs-consumers: engine ## follow the consumers' logs
	@exec $(COMPOSE) logs --follow --tail 50 $(CONSUMERS)

logs-kafka: engine ## follow the brokers' logs
	@exec $(COMPOSE) logs --follow --tail 50 $(BROKERS)

##@ Questions
verify: ## compare commits, Kafka's logs and effects; exit code 0 only if nothing is lost
	@$(ASK)

status: ## events/s, latency, lag, breakers, outbox, dead letters (ARGS=--watch or --json)
	@$(ASK)

dlq: ## waiting dead letters by reason, with samples (ARGS='--samples 10' or --json)
	@$(ASK)

dlq-replay: ## replay dead letters after a fix (REASON=, DRY_RUN=1, ARGS='--topic orders')
	@$(ASK)

reset-progress: ## consume topics that were deleted and created again from their start
	@$(ASK)

metrics-verify: ## ask Prometheus for every metric of the pipeline and name the missing ones
	@$(ASK)

faults: ## every fault the pipeline knows, and its action
	@$(ASK)

chaos: engine $(CLI) ## break containers at random, verify (MINUTES=5, FAULT=name|list, CHAOS_SEED=)
	@exec dotnet $(CLI) chaos $(ARGS)

##@ Benchmarks
benchmark-kafka: ## rows with Kafka off, outbox and stream; stops the database 3 times for 20 s
	@$(BENCHMARK) kafka $(ARGS)

benchmark-realtime: ## latency by mode and rate (SECONDS=60 per mode, ORDER_RATE=500,1000,2000)
	@$(BENCHMARK) realtime $(ARGS)

benchmark-limits: ## producer, sink and consumer compared with Kafka's tools, COPY and unnest
	@$(BENCHMARK) limits $(ARGS)

benchmark-max: ## the highest sustained order rate with 99 % in effect within a second
	@$(BENCHMARK) max $(ARGS)

benchmark-growth: ## the sink's rate with few rows and with ten million; needs real brokers
	@$(BENCHMARK) growth $(ARGS)

benchmark-music: ## the music simulator to /dev/null, and to Kafka compared with a bare librdkafka producer
	@$(BENCHMARK) music $(ARGS)

benchmark-logs: $(LOGS) ## the log simulator with one core, and over HTTP to 1 and to 1,000 clients (COUNT=50000000 to shorten)
	@exec dotnet $(LOGS) benchmark $(if $(COUNT),--count $(COUNT)) $(ARGS)

benchmark-micro: $(MICRO) ## time and bytes per event of single steps (CHECK=1 checks bytes; CHECK=record)
	$(if $(filter-out 1 record,$(CHECK)),$(error CHECK is 1, record, or not set))
	@exec dotnet $(MICRO) $(patsubst 1,check,$(CHECK)) $(ARGS)

##@ Help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
	    /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' Makefile
	@printf '\n%s\n' 'Settings: make TARGET NAME=value, environment, or deploy/.env (see deploy/.env.example)'

# --- Shared definitions -----------------------------------------------------------------------------------------------

# What test-faults measures, one line per fault.
FAULT_TABLE := reports/faults.csv

# Variables that are passed into the container when they are set.
PASSED :=
dlq-replay: PASSED := REASON DRY_RUN

# The simulator's arguments in a container, with the defaults of `pipeline run music`.
SIMULATION = $(ARGS) $(if $(filter --rate% --speed%,$(ARGS)),,--rate 200) $(if $(filter --duration%,$(ARGS)),,$(if $(DURATION),--duration \
    $$(awk 'BEGIN { printf "%.9f", $(DURATION) / 60 }'),--continuous))

# The pipeline command of a target; by default the target's own name.
COMMAND = $@
metrics-verify: COMMAND := metrics verify

# Whether the system was created with SECURE=1.
SECURED = [ "$$($(COMPOSE) setting SECURE)" = 1 ]

# Runs in the container network while the system runs, even with a broker down; otherwise with this machine's settings. In both cases,
# an unreadable deploy/.env is an error.
define ASK
if [ -f deploy/.env ] && $(ENGINE_ANSWERS); then $(COMPOSE) setting SECURE > /dev/null || exit 1; fi; \
if [ -z "$$KAFKA_BOOTSTRAP_SERVERS$$POSTGRES_HOST" ] && [ -f deploy/.env ] && \
        [ -n "$$($(COMPOSE) ps --quiet --status running 2> /dev/null)" ]; then \
    exec $(COMPOSE) run --rm --no-deps $(addprefix --env ,$(PASSED)) dev $(COMMAND) $(ARGS); \
fi; \
$(MAKE) --silent $(CLI) >&2 && exec dotnet $(CLI) $(COMMAND) $(ARGS)
endef

# On the running containers, with separate databases, topics and groups. Otherwise on the servers in KAFKA_BOOTSTRAP_SERVERS and
# POSTGRES_HOST; an embedded server replaces each one that is not set.
define BENCHMARK
$(MAKE) --silent $(BENCHMARKS) >&2 || exit 1; \
if [ -z "$$KAFKA_BOOTSTRAP_SERVERS$$POSTGRES_HOST" ] && [ -f deploy/.env ] && [ -n "$$($(COMPOSE) ps --quiet --status running postgres 2> /dev/null)" ]; then \
    if $(SECURED); then echo 'Benchmarks create topics and databases; the users of SECURE=1 may not. Run them on a system without SECURE=1.' >&2; exit 1; fi; \
    export KAFKA_BOOTSTRAP_SERVERS="$$(for b in $(BROKERS); do p="$$($(COMPOSE) port $$b 9092)" && printf '%s,' "$$p"; done | sed 's/,$$//')" \
        POSTGRES_HOST=127.0.0.1 POSTGRES_PORT="$$($(COMPOSE) port postgres 5432 | sed 's/.*://')" \
        POSTGRES_USER="$$($(COMPOSE) setting POSTGRES_USER)" POSTGRES_DB="$$($(COMPOSE) setting POSTGRES_DB)" \
        POSTGRES_PASSWORD="$$($(COMPOSE) setting POSTGRES_PASSWORD)" POSTGRES_SSL_MODE=disable \
        BENCHMARK_SERVERS='the Compose system on this machine, its services running beside' \
        BENCHMARK_DATABASE_STOP='$(COMPOSE) kill postgres' BENCHMARK_DATABASE_START='$(COMPOSE) start postgres' \
        BENCHMARK_KAFKA_TOOLS='$(COMPOSE) exec -T --env KAFKA_HEAP_OPTS=-Xmx192m kafka-1 /opt/kafka/bin/' BENCHMARK_KAFKA_TOOLS_BOOTSTRAP=kafka-1:19092,kafka-2:19092,kafka-3:19092; \
fi; \
exec dotnet $(BENCHMARKS)
endef

ENGINE_ANSWERS := docker compose version > /dev/null 2>&1 && docker version --format '{{.Server.Version}}' > /dev/null 2>&1

# $(error) prints one line; a failing shell command would add a second one.
engine:
	$(if $(shell $(ENGINE_ANSWERS) && echo yes),,$(error No container engine with Compose v2 answers: `make run` needs none))

sdk:
	$(if $(shell command -v dotnet),,$(error The .NET 10 SDK is missing (https://dot.net)))

# Builds only when a source is newer, because MSBuild takes seconds even without changes. `dotnet build` would print a summary that
# cannot be disabled. Output goes to stderr; stdout belongs to the program. Analyzers run in tests and CI.
BUILD := dotnet msbuild -restore -maxCpuCount -property:Configuration=Release -property:RunAnalyzers=false -verbosity:quiet -nologo

FIRST_BUILD := $(if $(wildcard artifacts/obj),, (the first build takes one to three minutes))

$(TESTS_BUILT): $(TEST_SOURCES) | sdk
	@echo 'building programs and tests$(FIRST_BUILD) ...' >&2
	@dotnet build Pipeline.sln --configuration Release --nologo -v q
	@touch $@

$(CLI): $(CLI_SOURCES) | sdk
	@echo 'building the pipeline command$(FIRST_BUILD) ...' >&2
	@$(BUILD) apps/Pipeline.Cli 1>&2
	@touch $@

$(LOGS): $(LOGS_SOURCES) | sdk
	@echo 'building the log simulator$(FIRST_BUILD) ...' >&2
	@$(BUILD) apps/LogSimulator 1>&2
	@touch $@

$(BENCHMARKS): $(BENCHMARK_SOURCES) | sdk
	@echo 'building the benchmarks$(FIRST_BUILD) ...' >&2
	@$(BUILD) apps/Benchmarks 1>&2
	@touch $@

$(MICRO): $(MICRO_SOURCES) | sdk
	@echo 'building the micro-benchmarks$(FIRST_BUILD) ...' >&2
	@$(BUILD) apps/MicroBenchmarks 1>&2
	@touch $@

.PHONY: run brokers logs-simulator logs-here logs-in-containers ads ads-embedded ads-in-containers music music-embedded music-in-containers servers test fuzz test-integration test-compose test-compose-plain test-faults test-browser test-all test-build format start-all build up monitoring down restart ps logs clean topics seed start-producer stop-producer \
    start-consumers stop-consumers logs-producer logs-consumers logs-kafka verify status dlq dlq-replay reset-progress metrics-verify faults chaos \
    benchmark-kafka benchmark-realtime benchmark-limits benchmark-max benchmark-growth benchmark-music benchmark-logs benchmark-micro help engine sdk
