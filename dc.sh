#!/bin/sh
# docker compose with this project's files, name and settings: ./dc.sh ps, ./dc.sh logs -f orders-1, ./dc.sh kill kafka-2
# At first use it writes random passwords to deploy/.env; there are no default passwords. SECURE=1 creates the system with TLS, users
# and permissions (compose.secure.yaml); deploy/.env remembers it until `make clean`. PROJECT=name is a second system beside the first,
# with its own containers, data, image and ports.
# Two commands are not Compose's: `setting NAME` prints a setting, `check-ports [SERVICE...]` fails if a port is in use.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
env_file=$root/deploy/.env

roles='KAFKA_PRODUCER KAFKA_CONSUMER KAFKA_OPERATOR KAFKA_UI
    POSTGRES_MIGRATOR POSTGRES_PRODUCER POSTGRES_CONSUMER POSTGRES_OPERATOR POSTGRES_READER'
# Published ports: service:setting=default. The defaults here and below are those of compose.yaml.
ports='kafka-1:KAFKA_1_PORT_HOST=9092 kafka-2:KAFKA_2_PORT_HOST=9093 kafka-3:KAFKA_3_PORT_HOST=9094 kafka-ui:KAFKA_UI_PORT=8080
    postgres:POSTGRES_PORT_HOST=5432 dashboard:DASHBOARD_PORT=8090 schema-registry:SCHEMA_REGISTRY_PORT=8082
    log-simulator:LOG_PORT_HOST=8000
    prometheus:PROMETHEUS_PORT=9090 grafana:GRAFANA_PORT=3000'
# The settings that `setting` knows: NAME=default.
settings='SECURE= PROJECT= LOG_KAFKA= COMPOSE_PROJECT_NAME=pipeline PIPELINE_IMAGE=pipeline:local DASHBOARD_BIND=127.0.0.1
    POSTGRES_USER=postgres POSTGRES_DB=sesac_db POSTGRES_PASSWORD= REGISTRY_IMAGE='
for role in $roles; do settings="$settings ${role}_PASSWORD="; done
for port in $ports; do settings="$settings ${port#*:}"; done

say() { printf 'dc.sh: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Only Compose reads deploy/.env, so that quotes, spaces, `export` and line ends mean the same everywhere. Older versions of Compose
# cannot print the variables, so Compose prints a model that contains them. The shell's variables are unset here, because `setting` looks
# them up first.
read_env_file() {
    from_file=
    [ -f "$env_file" ] || return 0
    model='name: pipeline
services: {}
x-settings:'
    unset_all=
    for setting in $settings; do
        model="$model
  ${setting%%=*}: \${${setting%%=*}-}"
        unset_all="$unset_all -u ${setting%%=*}"
    done
    # shellcheck disable=SC2086
    from_file=$(printf '%s\n' "$model" | env $unset_all docker compose --file - --env-file "$env_file" \
        config --format json 2>&1) || fail "deploy/.env cannot be read ($(printf '%s\n' "$from_file" | tail -n 1)): correct the file."
    from_file=$(printf '%s\n' "$from_file" | sed 's/\\u0026/\&/g; s/\\u003c/</g; s/\\u003e/>/g; s/\$\$/$/g')
    # sed can undo only the JSON escape of a quote. Values with any other escape are refused.
    strange=$(printf '%s\n' "$from_file" | sed 's/\\"//g' | sed -n 's/^ *"\([A-Z_0-9]*\)": ".*\\.*/\1/p' | sed 1q)
    [ -z "$strange" ] || fail "$strange in deploy/.env contains a backslash or a line break: choose another value."
}

# The value in deploy/.env, or nothing.
in_file() { printf '%s\n' "$from_file" | sed -n "s/^ *\"$1\": \"\(.*\)\",\{0,1\}\$/\1/p" | sed 's/\\"/"/g'; }

# The value of a setting: from the shell, else from deploy/.env, else the default.
setting() {
    eval "value=\${$1-}"
    [ -n "$value" ] || value=$(in_file "$1")
    for known in $settings; do
        [ -n "$value" ] || [ "${known%%=*}" != "$1" ] || value=${known#*=}
    done
    printf '%s' "$value"
}

is_secure() { [ "$(in_file SECURE)" = 1 ]; }

# PostgreSQL sets its superuser's password only when it creates the volume. The brokers' volumes fit one profile only.
volume_exists() { docker volume inspect "${project}_postgres" > /dev/null 2>&1; }

random() { od -An -N 24 -t x1 /dev/urandom | tr -d ' \n'; }

append() {
    (umask 077; printf '\n%s\n' "$1" >> "$env_file" && chmod 600 "$env_file")
    read_env_file
}

write_password() (
    umask 077
    # A password in the shell becomes the password of the new database.
    case ${POSTGRES_PASSWORD-} in
        '') line=POSTGRES_PASSWORD=$(random) ;;
        *[\'\"\\]* | *'
'*) fail 'POSTGRES_PASSWORD contains a quote, a backslash or a line break, which deploy/.env cannot hold: choose another one.' ;;
        *) line="POSTGRES_PASSWORD='$POSTGRES_PASSWORD'" ;;
    esac
    # ln fails when the name exists: when two first uses run at once, one complete password wins.
    printf '# Written at first use; .env.example lists the other settings.\n%s\n' "$line" > "$env_file.$$"
    ln "$env_file.$$" "$env_file" 2> /dev/null || true
    rm -f "$env_file.$$"
    read_env_file
    [ -n "$(in_file POSTGRES_PASSWORD)" ] || append "$line"
)

write_secure_passwords() {
    lines=
    for role in $roles; do
        [ -n "$(in_file "${role}_PASSWORD")" ] || lines="$lines
${role}_PASSWORD=$(random)"
    done
    [ -z "$lines" ] || append "${lines#?}"
}

# A second system gets its own image. Its ports are the defaults plus a distance, which is a hash of its name. They stay below 32768,
# where Linux begins to give ports to outgoing connections.
choose_project() {
    project=$(setting PROJECT)
    if [ -z "$project" ]; then
        project=$(setting COMPOSE_PROJECT_NAME)
        return
    fi
    case $project in
        *[!a-z0-9_-]* | [_-]*) fail "PROJECT=$project is not a project name: use a-z, 0-9, _ and -, and begin with a letter or digit." ;;
    esac
    export COMPOSE_PROJECT_NAME="$project"
    distance=$((10000 + $(printf '%s' "$project" | cksum | cut -d ' ' -f 1) % 13600))
    for port in $ports; do
        name=${port#*:}; default=${name#*=}; name=${name%%=*}
        eval "value=\${$name-}"
        [ -n "$value$(in_file "$name")" ] || export "$name=$((default + distance))"
    done
    [ -n "${PIPELINE_IMAGE-}$(in_file PIPELINE_IMAGE)" ] || export PIPELINE_IMAGE="pipeline:$project"
}

# The folder that started the system: the label of a marker volume, which stays when the containers are removed. A system that was
# started without this script has no such volume.
owner() {
    folder=$(docker volume inspect --format '{{index .Labels "pipeline.folder"}}' "${project}_folder" 2> /dev/null) || folder=
    [ -n "$folder" ] || folder=$(docker ps --all --filter "label=com.docker.compose.project=$project" \
        --format '{{.Label "com.docker.compose.project.working_dir"}}' 2> /dev/null | sed -n '1s|/deploy$||p')
    printf '%s' "$folder"
}

# If the folder no longer exists, it was moved or deleted, and this folder takes over its system.
check_owner() {
    folder=$(owner)
    [ -z "$folder" ] || [ "$folder" = "$root" ] || [ ! -d "$folder" ] || fail \
        "The system '$project' was started in $folder: run the command there, or add PROJECT=name for a second system beside it."
}

claim() {
    [ "$(owner)" = "$root" ] && docker volume inspect "${project}_folder" > /dev/null 2>&1 && return
    docker volume rm "${project}_folder" > /dev/null 2>&1 || true
    docker volume create --label "pipeline.folder=$root" "${project}_folder" > /dev/null
}

# Needs bash to connect. Without bash, Docker reports a used port later.
is_used() { bash -c 'exec 3<> "/dev/tcp/$1/$2"' _ "$1" "$2" 2> /dev/null; }

is_own() { [ -n "$(docker ps --quiet --filter "label=com.docker.compose.project=$project" --filter "publish=$1")" ]; }

check_ports() {
    used=''
    seen=' '
    for port in $ports; do
        case " ${*:-${port%%:*}} " in *" ${port%%:*} "*) ;; *) continue ;; esac
        name=${port#*:}; name=${name%%=*}; number=$(setting "$name")
        case $number in
            *[!0-9]* | '' | 0 | ??????*) fail "$name=$number is not a port from 1 to 65535." ;;
        esac
        case $seen in
            *" $number="*) fail "$name and $(printf '%s' "${seen##* "$number"=}" | cut -d ' ' -f 1) are both $number: set one to another port." ;;
        esac
        seen="$seen$number=$name "
        address=127.0.0.1
        [ "$name" != DASHBOARD_PORT ] || address=$(setting DASHBOARD_BIND)
        if is_used "$address" "$number" && ! is_own "$number"; then
            say "Port $number is in use on this machine: set $name to a free port, in deploy/.env or after the target (make start-all $name=...)."
            used=1
        fi
    done
    [ -z "$used" ] || exit 1
}

if ! docker compose version > /dev/null 2>&1; then
    say 'Docker with Compose v2 is not installed; make run starts the whole pipeline without containers.'
    exit 127
fi

read_env_file
case $(in_file SECURE) in
    '' | 0 | 1) ;;
    *) fail "SECURE=$(in_file SECURE) in deploy/.env is neither 1 nor 0." ;;
esac
choose_project

if [ "${1-}" = setting ]; then
    case " $settings " in
        *[!A-Z_0-9]"${2:?NAME is missing}="*) setting "$2"; printf '\n'; exit ;;
    esac
    fail "$2 is not a setting that dc.sh reads."
fi

check_owner
command=''
published=''
for argument; do
    case $command:$argument in
        :check-ports | :up | :run | :create | :start | :down) command=$argument ;;
        :build | :config | :cp | :exec | :images | :kill | :logs | :port | :ps | :pull | :restart | :rm | :stop | :top) command=other ;;
        down:-v | down:--volumes) command=remove ;;
        check-ports:* | up:*) case $ports in *"$argument:"*) published="$published $argument" ;; esac ;;
    esac
done
# shellcheck disable=SC2086
case $command in
    check-ports) check_ports $published; exit ;;
    up) [ -z "$published" ] || check_ports $published ;;
esac

case ${SECURE-} in
    1)
        if ! is_secure; then
            if volume_exists; then
                fail 'SECURE=1 needs a new system, but volumes of a plain system exist: run make clean first (its data is lost), or omit SECURE.'
            fi
            append 'SECURE=1'
        fi ;;
    '') ;;
    *) ! is_secure || fail "SECURE=$SECURE does not undo SECURE=1: run make clean first (its data is lost)." ;;
esac

if [ -z "$(in_file POSTGRES_PASSWORD)" ]; then
    write_password
    read_env_file
    if volume_exists; then
        say 'Wrote a new password, but the existing database volume has the old one: restore deploy/.env or run make clean.'
    fi
fi
case $command in up | run | create | start) claim ;; esac

# The builder without BuildKit refuses the Dockerfile's cache mounts.
if [ "${DOCKER_BUILDKIT-}" = 0 ]; then
    sed 's/ --mount=[^ ]*//' "$root/deploy/Dockerfile" > "$root/deploy/Dockerfile.classic"
    export PIPELINE_DOCKERFILE=deploy/Dockerfile.classic
fi

# Apicurio's image without a database has the driver of H2 only.
case $(setting REGISTRY_IMAGE) in
    *registry-mem*) export REGISTRY_DATASOURCE_URL=jdbc:h2:mem:registry ;;
esac

# Brokers load the metrics agent after `make monitoring` has downloaded it.
if [ -s "$root/deploy/prometheus/agent/jmx-agent.jar" ]; then
    set -- --file "$root/deploy/compose.jmx.yaml" --env-file "$env_file" "$@"
else
    set -- --env-file "$env_file" "$@"
fi
if is_secure; then
    write_secure_passwords
    "$root/deploy/secure/certificates.sh" "$root/deploy/secure/private"
    set -- --file "$root/deploy/compose.yaml" --file "$root/deploy/compose.secure.yaml" "$@"
else
    set -- --file "$root/deploy/compose.yaml" "$@"
fi
[ "$command" = remove ] || exec docker compose "$@"
docker compose "$@"
docker volume rm "${project}_folder" > /dev/null 2>&1 || true
