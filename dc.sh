#!/bin/sh
# docker compose with this project's files, name and settings: ./dc.sh ps, ./dc.sh logs -f orders-1, ./dc.sh kill kafka-2
# At first use it writes random passwords to deploy/.env; nothing has a default one. With SECURE=1 the system is made with TLS, users
# and permissions (compose.secure.yaml); deploy/.env remembers it until `make clean`.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
env_file=$root/deploy/.env

say() { printf 'dc.sh: %s\n' "$*" >&2; }

has() { grep -qs "^$1=." "$env_file"; }

secured() { grep -qsx 'SECURE=1' "$env_file"; }

# PostgreSQL takes its superuser's password when its volume is made, and never again; the brokers' volumes are made for one profile.
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
    # Written aside and linked, which fails when the name exists: of two first uses at once, one password wins, whole.
    printf '# Written at first use; .env.example lists what else can be set here.\n%s\n' "$line" > "$env_file.$$"
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
                say 'SECURE=1 needs a new system, and the volumes of one without it are there: run make clean first (its data is lost), or leave SECURE out.'
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
        say 'wrote a new password, but the database volume of an earlier run keeps its old one: restore deploy/.env or run make clean.'
    fi
fi

# Brokers get the agent of their metrics once `make monitoring` has fetched it.
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
