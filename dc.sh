#!/bin/sh
# docker compose with this project's file, name and settings: ./dc.sh ps, ./dc.sh logs -f orders-1, ./dc.sh kill kafka-2
# At first use it writes a random database password to deploy/.env; nothing has a default one.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
env_file=$root/deploy/.env

say() { printf 'dc.sh: %s\n' "$*" >&2; }

has_password() { grep -qs '^POSTGRES_PASSWORD=.' "$env_file"; }

write_password() (
    umask 077
    line=POSTGRES_PASSWORD=$(od -An -N 24 -t x1 /dev/urandom | tr -d ' \n')
    # Written aside and linked, which fails when the name exists: of two first uses at once, one password wins, whole.
    printf '# Written at first use; .env.example lists what else can be set here.\n%s\n' "$line" > "$env_file.$$"
    ln "$env_file.$$" "$env_file" 2> /dev/null || true
    rm -f "$env_file.$$"
    has_password || { printf '\n%s\n' "$line" >> "$env_file" && chmod 600 "$env_file"; }
)

if ! has_password; then
    write_password
    # PostgreSQL takes its password when its volume is made, and never again.
    if docker volume inspect pipeline_postgres > /dev/null 2>&1; then
        say 'wrote a new password, but the database volume of an earlier run keeps its old one: restore deploy/.env or run make clean.'
    fi
fi

if ! docker compose version > /dev/null 2>&1; then
    say 'Docker with Compose v2 is not installed; make run starts the whole pipeline without containers.'
    exit 127
fi

exec docker compose --file "$root/deploy/compose.yaml" --env-file "$env_file" "$@"
