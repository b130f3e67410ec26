#!/bin/sh
# certificates.sh FOLDER creates the certificates of the secure profile: those that are missing or expire within 30 days.
# The system has its own authority and one certificate per broker, for PostgreSQL, and for the command that creates Kafka's users.
# Containers mount single files, which their users can read. Other users of this machine cannot open the folder.
set -eu

folder=$1
brokers='kafka-1 kafka-2 kafka-3'
authority_days=3650
certificate_days=365
renew_before=2592000                    # seconds: 30 days

command -v openssl > /dev/null || { echo 'certificates.sh: openssl is missing. Install it; SECURE=1 needs it to create certificates.' >&2; exit 1; }
umask 022
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

good() { [ -s "$1" ] && openssl x509 -in "$1" -noout -checkend "$renew_before" > /dev/null 2>&1; }

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2> /dev/null; }

request() { openssl req -new -key "$1" -subj "/CN=$2"; }

make_authority() {
    rm -f ./*.crt ./*.key ./*.pem       # certificates of an older authority are no longer trusted
    (umask 077; new_key ca.key)
    printf '%s\n' 'basicConstraints=critical,CA:TRUE,pathlen:0' 'keyUsage=critical,keyCertSign,cRLSign' 'subjectKeyIdentifier=hash' > extensions
    request ca.key 'Pipeline authority' | openssl x509 -req -signkey ca.key -days "$authority_days" -sha256 -extfile extensions -out ca.crt 2> /dev/null
    rm extensions
}

# certificate NAME USES [ADDRESSES]: creates NAME.key and NAME.crt; its CN is the Kafka principal
certificate() {
    good "$1.crt" && [ -s "$1.key" ] && return
    new_key "$1.key"
    printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' "extendedKeyUsage=$2" > extensions
    [ -z "${3-}" ] || printf 'subjectAltName=%s\n' "$3" >> extensions
    serial=0x$(od -An -N 16 -t x1 /dev/urandom | tr -d ' \n')
    request "$1.key" "$1" |
        openssl x509 -req -CA ca.crt -CAkey ca.key -set_serial "$serial" -days "$certificate_days" -sha256 -extfile extensions -out "$1.crt" 2> /dev/null
    rm extensions
    chmod 644 "$1.key"                  # containers run as another user and must read it; the folder protects it
    echo "certificates.sh: created the certificate of $1" >&2
}

if ! good ca.crt || [ ! -s ca.key ]; then make_authority; fi
here=DNS:localhost,IP:127.0.0.1,IP:::1
for broker in $brokers; do
    certificate "$broker" serverAuth,clientAuth "DNS:$broker,$here"
    # Kafka reads key and chain from one file.
    cat "$broker.key" "$broker.crt" | cmp -s - "$broker.pem" || cat "$broker.key" "$broker.crt" > "$broker.pem"
done
certificate postgres serverAuth "DNS:postgres,$here"
certificate admin clientAuth
