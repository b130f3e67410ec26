#!/bin/sh
# jmx-agent.sh FOLDER installs the JMX exporter as FOLDER/jmx-agent.jar, if it is missing; brokers use it to report metrics. The source
# is Maven Central, or the file in JMX_AGENT without network access. Only this version with this checksum is accepted.
set -eu

folder=$1
version=1.0.1
sum=7d61f737fd661610ccc14aea79764faa1ea94a340cbc8f0029b3d2edea3d80c1
source=https://repo1.maven.org/maven2/io/prometheus/jmx/jmx_prometheus_javaagent/$version/jmx_prometheus_javaagent-$version.jar

jar=$folder/jmx-agent.jar

digest() { if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi; }

matches() { [ "$(digest "$1" | cut -d ' ' -f 1)" = "$sum" ]; }

[ ! -s "$jar" ] || ! matches "$jar" || exit 0
mkdir -p "$folder"
trap 'rm -f "$jar.$$"' EXIT
if [ -n "${JMX_AGENT-}" ]; then
    cp "$JMX_AGENT" "$jar.$$"
elif ! curl --fail --silent --show-error --location --max-time 120 --output "$jar.$$" "$source"; then
    echo "jmx-agent.sh: cannot download $source. Set JMX_AGENT=FILE to use a local copy." >&2
    exit 1
fi
matches "$jar.$$" || { echo "jmx-agent.sh: ${JMX_AGENT:-$source} is not the JMX exporter $version: the SHA-256 differs." >&2; exit 1; }
chmod 644 "$jar.$$"
mv "$jar.$$" "$jar"
