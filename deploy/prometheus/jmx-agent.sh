#!/bin/sh
# The JMX exporter, by which the brokers tell Prometheus their metrics: jmx-agent.sh FOLDER puts it there as jmx-agent.jar, once. From
# Maven Central, or from the file that JMX_AGENT names where that cannot be reached; in this version and with this sum or not at all.
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
    echo "jmx-agent.sh: $source cannot be had; JMX_AGENT=FILE takes a copy of it." >&2
    exit 1
fi
matches "$jar.$$" || { echo "jmx-agent.sh: ${JMX_AGENT:-$source} is not the JMX exporter $version: its SHA-256 is another." >&2; exit 1; }
chmod 644 "$jar.$$"
mv "$jar.$$" "$jar"
