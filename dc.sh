#!/bin/sh
# docker compose with this project's files, name and settings: ./dc.sh ps, ./dc.sh logs -f orders-1, ./dc.sh kill kafka-2
# At first use it writes random passwords to deploy/.env; there are no default passwords. SECURE=1 creates the system with TLS, users
# and permissions (compose.secure.yaml); deploy/.env remembers it until `make clean`.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
env_file=$root/deploy/.env

say() { printf 'dc.sh: %s\n' "$*" >&2; }

has() { grep -qs "^$1=." "$env_file"; }

secured() { grep -qsx 'SECURE=1' "$env_file"; }

# PostgreSQL sets its superuser's password only when it creates the volume. The brokers' volumes fit one profile only.
volume_exists() { docker volume inspect "$(project)_postgres" > /dev/null 2>&1; }

project() {
    name=${COMPOSE_PROJECT_NAME:-$(sed -n 's/^COMPOSE_PROJECT_NAME=//p' "$env_file" 2> /dev/null | tail -n 1)}
    printf '%s' "${name:-pipeline}"
}

random() { od -An -N 24 -t x1 /dev/urandom | tr -d ' \n'; }

append() { (umask 077; printf '\n%s\n' "$1" >> "$env_file" && chmod 600 "$env_file"); }

write_password() (
    umask 077
    line=POSTGRES_PASSWORD=$(random)
    # ln fails when the name exists: when two first uses run at once, one complete password wins.
    printf '# Written at first use; .env.example lists the other settings.\n%s\n' "$line" > "$env_file.$$"
    ln "$env_file.$$" "$env_file" 2> /dev/null || true
    rm -f "$env_file.$$"
    has POSTGRES_PASSWORD || append "$line"
)

write_secure_passwords() {
    lines=
    for role in KAFKA_PRODUCER KAFKA_CONSUMER KAFKA_OPERATOR KAFKA_UI \
        POSTGRES_MIGRATOR POSTGRES_PRODUCER POSTGRES_CONSUMER POSTGRES_OPERATOR POSTGRES_READER; do
        has "${role}_PASSWORD" || lines="$lines
${role}_PASSWORD=$(random)"
    done
    [ -z "$lines" ] || append "${lines#?}"
}

if ! docker compose version > /dev/null 2>&1; then
    say 'Docker with Compose v2 is not installed; make run starts the whole pipeline without containers.'
    exit 127
fi

case ${SECURE-} in
    1)
        if ! secured; then
            if volume_exists; then
                say 'SECURE=1 needs a new system, but volumes of a plain system exist: run make clean first (its data is lost), or omit SECURE.'
                exit 1
            fi
            append 'SECURE=1'
        fi ;;
    '') ;;
    *)
        if secured; then
            say "SECURE=$SECURE does not undo SECURE=1: run make clean first (its data is lost)."
            exit 1
        fi ;;
esac

if ! has POSTGRES_PASSWORD; then
    write_password
    if volume_exists; then
        say 'Wrote a new password, but the existing database volume has the old one: restore deploy/.env or run make clean.'
    fi
fi

# The builder without BuildKit refuses the Dockerfile's cache mounts.
if [ "${DOCKER_BUILDKIT-}" = 0 ]; then
    sed 's/ --mount=[^ ]*//' "$root/deploy/Dockerfile" > "$root/deploy/Dockerfile.classic"
    export PIPELINE_DOCKERFILE=deploy/Dockerfile.classic
fi

# Brokers load the metrics agent after `make monitoring` has downloaded it.
if [ -s "$root/deploy/prometheus/agent/jmx-agent.jar" ]; then
    set -- --file "$root/deploy/compose.jmx.yaml" --env-file "$env_file" "$@"
else
    set -- --env-file "$env_file" "$@"
fi
if secured; then
    write_secure_passwords
    "$root/deploy/secure/certificates.sh" "$root/deploy/secure/private"
    exec docker compose --file "$root/deploy/compose.yaml" --file "$root/deploy/compose.secure.yaml" "$@"
fi
exec docker compose --file "$root/deploy/compose.yaml" "$@"
