# The pipeline's commands. `make help` lists them, from the ## comments below.
# Settings are make variables or environment variables alike: make run DURATION=20 SEED_USERS=1000 ORDER_RATE=200

.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

# More arguments for the program behind run, verify, status, test and logs: make status ARGS=--watch
ARGS ?=
# Services that `up` leaves out, for example one whose image cannot be pulled here: make start-all WITHOUT=kafka-ui
# (Compose's --scale SERVICE=0 would still pull it.)
WITHOUT ?=
# 1 makes the system with TLS, users and permissions; remembered until `make clean`: make start-all SECURE=1
export SECURE

# What `make test` leaves out: the test that takes over the container system, see test-compose, the faults, see test-faults, and
# what needs a browser, see test-browser.
TEST_FILTER ?= Category!=Compose&Category!=Faults&Category!=Browser

COMPOSE := ./dc.sh
PROFILES := --profile seeder --profile dev --profile admin --profile monitoring
BROKERS := kafka-1 kafka-2 kafka-3
CONSUMERS := users-1 users-2 users-3 products-1 products-2 products-3 orders-1 orders-2 orders-3
# Compose gives up when a service is not healthy by then.
UP := $(COMPOSE) up --detach --wait --wait-timeout 300

CLI := artifacts/bin/Pipeline.Cli/release/pipeline.dll
# Directories are listed too: they change when a file is removed.
CLI_SOURCES := $(shell find apps/Pipeline.Cli src deploy/kafka Directory.Build.props Directory.Packages.props global.json 2>/dev/null)
BENCHMARKS := artifacts/bin/Benchmarks/release/benchmarks.dll
BENCHMARK_SOURCES := $(shell find apps/Benchmarks src deploy/kafka Directory.Build.props Directory.Packages.props global.json 2>/dev/null)
MICRO := artifacts/bin/MicroBenchmarks/release/MicroBenchmarks.dll
MICRO_SOURCES := $(shell find apps/MicroBenchmarks src Directory.Build.props Directory.Packages.props global.json -not -name allocations.json 2>/dev/null)

##@ Without containers
run: $(CLI) ## everything in one command on embedded parts; Ctrl+C stops, verifies and prints the result
	@exec dotnet $(CLI) run $(ARGS)

test: sdk ## all tests that need no container; where an engine answers, against real brokers
	@exec dotnet test Pipeline.sln --configuration Release --nologo --filter '$(TEST_FILTER)' $(ARGS)

test-integration: sdk ## only the tests against PostgreSQL and Kafka
	@exec dotnet test tests/Pipeline.IntegrationTests --configuration Release --nologo $(ARGS)

test-compose: sdk engine ## the tests of the container system, plain and secure: start it, kill parts of it, end with make clean (its data is lost)
	@exec dotnet test tests/Pipeline.EndToEndTests --configuration Release --nologo --filter Category=Compose $(ARGS)

test-faults: sdk engine ## the 20 faults on three brokers and a PostgreSQL of their own, under load (FAULT_SEED=... repeats a run)
	@rm -f $(FAULT_TABLE)
	@dotnet test tests/Pipeline.EndToEndTests --configuration Release --nologo --filter Category=Faults $(ARGS); result=$$?; \
	    test ! -f $(FAULT_TABLE) || awk -F, '{ printf "%-42s %12s %16s %17s %13s  %s\n", $$1, $$2, $$3, $$4, $$5, $$6 }' $(FAULT_TABLE); \
	    exit $$result

test-browser: sdk ## the dashboard in a real Chromium beside a running pipeline; screenshots go to reports/screenshots
	@exec dotnet test tests/Pipeline.EndToEndTests --configuration Release --nologo --filter Category=Browser $(ARGS)

format: sdk ## bring the source code into the house's form
	@exec dotnet format Pipeline.sln $(ARGS)

##@ The container system
start-all: engine ## build, start, create topics, seed: the whole system from nothing
	@$(MAKE) build
	@$(MAKE) up
	@$(MAKE) seed
	@ui=$$($(COMPOSE) port kafka-ui 8080 2> /dev/null); printf '%s\n' '' \
	    'The pipeline runs. Where to look:' \
	    "  Dashboard     http://localhost:$$($(COMPOSE) port dashboard 8090 | sed 's/.*://')" \
	    "  Kafka UI      $${ui:+http://}$${ui:-left out}" \
	    '  PostgreSQL    ./dc.sh exec postgres psql -U $(or $(POSTGRES_USER),postgres) $(or $(POSTGRES_DB),sesac_db)' \
	    '  make status   lag, outbox, dead letters    make verify   what was committed against what took effect' \
	    '  make logs     everything that is said      make down     stop; the data stays'

build: engine ## build the image of our services
	@$(COMPOSE) build dev

up: engine ## start brokers and database, apply topics and schema, then start the rest (WITHOUT=kafka-ui leaves it out)
	@$(UP) $(BROKERS) postgres
	@if $(SECURED); then \
	    $(COMPOSE) exec -T postgres sh -c 'exec psql --quiet --no-psqlrc --dbname "$$POSTGRES_DB" --file /etc/pipeline/roles.sql' && \
	    $(COMPOSE) run --rm --no-deps admin access && \
	    $(COMPOSE) run --rm --no-deps admin migrate; \
	else \
	    $(COMPOSE) run --rm --no-deps dev migrate; \
	fi
	@$(COMPOSE) run --rm --no-deps dev topics
	@$(UP) $(filter-out $(WITHOUT),$(BROKERS) kafka-ui postgres producer $(CONSUMERS) dashboard)

down: engine ## stop and remove the containers; the data stays
	@$(COMPOSE) $(PROFILES) down --remove-orphans

restart: engine ## down, then up
	@$(MAKE) down
	@$(MAKE) up

ps: engine ## list the containers and their health
	@$(COMPOSE) ps --all

logs: engine ## follow the logs of all services
	@exec $(COMPOSE) logs --follow --tail 50 $(ARGS)

clean: ## remove containers, data volumes, our image, certificates, the metrics agent, reports/ and .pipeline/, and forget SECURE=1
	@if $(ENGINE_ANSWERS); then \
	    SECURE= $(COMPOSE) $(PROFILES) down --volumes --remove-orphans --timeout 1 && \
	    { ! $(SECURED) || { (umask 077; grep -vx SECURE=1 deploy/.env > deploy/.env.plain); mv deploy/.env.plain deploy/.env; rm -rf deploy/secure/private; }; } && \
	    { ! docker image inspect $(IMAGE) > /dev/null 2>&1 || docker image rm --force $(IMAGE) > /dev/null; }; \
	fi
	@rm -rf reports .pipeline deploy/prometheus/agent

monitoring: engine ## Prometheus with alert rules, and Grafana, beside the running system (WITHOUT=grafana); brokers restart once, one by one, to tell their metrics
	@deploy/prometheus/jmx-agent.sh deploy/prometheus/agent || echo 'The brokers stay without metrics; everything else is watched.' >&2
	@for broker in $(BROKERS); do $(UP) --no-deps $$broker || exit; done
	@$(UP) --no-deps $(filter-out $(WITHOUT),prometheus grafana)
	@printf '%s\n' "Prometheus    http://$$($(COMPOSE) port prometheus 9090)" $(if $(filter grafana,$(WITHOUT)),,"Grafana       http://$$($(COMPOSE) port grafana 3000)") \
	    'make metrics-verify says whether every metric is there.'

##@ Its parts
topics: engine ## apply deploy/kafka/topics.json and print what differs; safe to repeat
	@$(COMPOSE) run --rm dev topics

seed: engine ## fill users and products (SEED_USERS, SEED_PRODUCTS, SEED_BATCH, RANDOM_SEED, SHARD)
	@exec $(COMPOSE) run --rm initial-seeder

start-producer: engine ## start the generator of orders, products and updates (ORDER_RATE, PRODUCT_RATE, UPDATE_RATE, DIRT, SHARD)
	@$(UP) producer

stop-producer: engine ## let it finish what it holds and stop it
	@$(COMPOSE) stop producer

start-consumers: engine ## start the nine consumers
	@$(UP) $(CONSUMERS)

stop-consumers: engine ## drain and stop the nine consumers
	@$(COMPOSE) stop $(CONSUMERS)

logs-producer: engine ## follow the generator's log
	@exec $(COMPOSE) logs --follow --tail 100 producer

logs-consumers: engine ## follow the consumers' logs
	@exec $(COMPOSE) logs --follow --tail 50 $(CONSUMERS)

logs-kafka: engine ## follow the brokers' logs
	@exec $(COMPOSE) logs --follow --tail 50 $(BROKERS)

##@ Questions
verify: ## compare what was committed, what is in Kafka and what took effect; exit code 0 only when nothing is missing
	@$(ASK)

status: ## events/s, latency, lag, breakers, brokers, outbox, dead letters (ARGS=--watch or --json)
	@$(ASK)

dlq: ## the dead letters that wait, by reason, with masked samples (ARGS='--samples 10' or --json)
	@$(ASK)

dlq-replay: ## send dead letters again, once their cause is removed (REASON=…, DRY_RUN=1, ARGS='--topic orders --force')
	@$(ASK)

metrics-verify: ## asks Prometheus whether every metric of the pipeline is there, and names those that are not
	@$(ASK)

faults: ## every fault the pipeline knows, and what it does about it
	@$(ASK)

chaos: engine $(CLI) ## break the running containers in random ways and verify after each (MINUTES=5, FAULT=name or list, CHAOS_SEED=…)
	@exec dotnet $(CLI) chaos $(ARGS)

##@ Benchmarks
benchmark-kafka: ## rows written with Kafka off, through the outbox and as a stream; stops the database three times for 20 s (BENCHMARK_ROWS=…)
	@$(BENCHMARK) kafka $(ARGS)

benchmark-realtime: ## latency of live orders and products by mode and rate (SECONDS=60 a mode, ORDER_RATE=500,1000,2000)
	@$(BENCHMARK) realtime $(ARGS)

benchmark-limits: ## producer, sink and consumer beside Kafka's own tools, COPY and plain unnest
	@$(BENCHMARK) limits $(ARGS)

benchmark-max: ## the highest rate of orders the whole pipeline sustains with 99 % in effect within a second
	@$(BENCHMARK) max $(ARGS)

benchmark-growth: ## what the sink takes with few rows in the database and with ten million; needs real brokers
	@$(BENCHMARK) growth $(ARGS)

benchmark-micro: $(MICRO) ## time, events/s and bytes an event of each step in memory, into reports/micro (CHECK=1: only the bytes, against their bounds; CHECK=record)
	$(if $(filter-out 1 record,$(CHECK)),$(error CHECK is 1, record, or not set))
	@exec dotnet $(MICRO) $(patsubst 1,check,$(CHECK)) $(ARGS)

##@ Help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
	    /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' Makefile
	@printf '\n%s\n' 'Settings: make TARGET NAME=value, the environment, or deploy/.env (containers); deploy/.env.example lists them.'

# --- What the targets above stand on ---------------------------------------------------------------------------------

# What test-faults measures, a line a fault.
FAULT_TABLE := reports/faults.csv

IMAGE := $(or $(PIPELINE_IMAGE),pipeline:local)

# Variables that a question takes with it into the container, when they are set.
PASSED :=
dlq-replay: PASSED := REASON DRY_RUN

# The command that answers a target's question; where nothing else is said, of its own name.
COMMAND = $@
metrics-verify: COMMAND := metrics verify

# Whether the containers are, or were, made with SECURE=1.
SECURED := grep -qsx SECURE=1 deploy/.env

# In the container network while the system runs (also with a broker down), on this machine's settings otherwise.
define ASK
if [ -f deploy/.env ] && [ -n "$$($(COMPOSE) ps --quiet --status running 2> /dev/null)" ]; then \
    exec $(COMPOSE) run --rm --no-deps $(addprefix --env ,$(PASSED)) dev $(COMMAND) $(ARGS); \
fi; \
$(MAKE) $(CLI) >&2 && exec dotnet $(CLI) $(COMMAND) $(ARGS)
endef

# On the containers while they run, with databases, topics and groups of the benchmark's own; otherwise on the servers that
# KAFKA_BOOTSTRAP_SERVERS and POSTGRES_HOST name, and embedded ones in the place of those not named.
define BENCHMARK
$(MAKE) --silent $(BENCHMARKS) >&2 || exit 1; \
if [ -z "$$KAFKA_BOOTSTRAP_SERVERS$$POSTGRES_HOST" ] && [ -f deploy/.env ] && [ -n "$$($(COMPOSE) ps --quiet --status running postgres 2> /dev/null)" ]; then \
    if $(SECURED); then echo 'Benchmarks make topics and databases of their own, which the users of SECURE=1 may not: run them on a system without it.' >&2; exit 1; fi; \
    export KAFKA_BOOTSTRAP_SERVERS="$$(for b in $(BROKERS); do p="$$($(COMPOSE) port $$b 9092)" && printf '%s,' "$$p"; done | sed 's/,$$//')" \
        POSTGRES_HOST=127.0.0.1 POSTGRES_PORT="$$($(COMPOSE) port postgres 5432 | sed 's/.*://')" \
        POSTGRES_USER="$$(sed -n 's/^POSTGRES_USER=//p' deploy/.env | tail -n 1)" POSTGRES_DB="$$(sed -n 's/^POSTGRES_DB=//p' deploy/.env | tail -n 1)" \
        POSTGRES_PASSWORD="$$(sed -n 's/^POSTGRES_PASSWORD=//p' deploy/.env | tail -n 1)" POSTGRES_SSL_MODE=disable \
        BENCHMARK_SERVERS='the Compose system on this machine, its services running beside' \
        BENCHMARK_DATABASE_STOP='$(COMPOSE) kill postgres' BENCHMARK_DATABASE_START='$(COMPOSE) start postgres' \
        BENCHMARK_KAFKA_TOOLS='$(COMPOSE) exec -T --env KAFKA_HEAP_OPTS=-Xmx192m kafka-1 /opt/kafka/bin/' BENCHMARK_KAFKA_TOOLS_BOOTSTRAP=kafka-1:19092,kafka-2:19092,kafka-3:19092; \
fi; \
exec dotnet $(BENCHMARKS)
endef

ENGINE_ANSWERS := docker compose version > /dev/null 2>&1 && docker version --format '{{.Server.Version}}' > /dev/null 2>&1

# $(error) and not a shell's exit: one sentence instead of two lines.
engine:
	$(if $(shell $(ENGINE_ANSWERS) && echo yes),,$(error No container engine with Compose v2 answers: `make run` needs none))

sdk:
	$(if $(shell command -v dotnet),,$(error The .NET 10 SDK is missing (https://dot.net)))

# Only when a source is newer: asking MSBuild takes seconds. (`dotnet msbuild`: `dotnet build` adds a summary that cannot be
# switched off.) To stderr: standard output belongs to the program. Without analyzers, which are the business of tests and CI.
BUILD := dotnet msbuild -restore -maxCpuCount -property:Configuration=Release -property:RunAnalyzers=false -verbosity:quiet -nologo

$(CLI): $(CLI_SOURCES) | sdk
	@echo 'building the pipeline command ...' >&2
	@$(BUILD) apps/Pipeline.Cli 1>&2
	@touch $@

$(BENCHMARKS): $(BENCHMARK_SOURCES) | sdk
	@echo 'building the benchmarks ...' >&2
	@$(BUILD) apps/Benchmarks 1>&2
	@touch $@

$(MICRO): $(MICRO_SOURCES) | sdk
	@echo 'building the micro-benchmarks ...' >&2
	@$(BUILD) apps/MicroBenchmarks 1>&2
	@touch $@

.PHONY: run test test-integration test-compose test-faults test-browser format start-all build up monitoring down restart ps logs clean topics seed start-producer stop-producer \
    start-consumers stop-consumers logs-producer logs-consumers logs-kafka verify status dlq dlq-replay metrics-verify faults chaos \
    benchmark-kafka benchmark-realtime benchmark-limits benchmark-max benchmark-growth benchmark-micro help engine sdk
