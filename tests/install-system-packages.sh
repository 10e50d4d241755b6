#!/bin/sh
# Chromium, with which tests look at the HTML report, PostgreSQL, which they keep state in, and with the argument `spark` Java, on which
# Spark runs. Needs root and apt; elsewhere the tests of the former two say why they skip, and that of Spark fails.
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ "$1" != spark ] || [ -n "$JAVA_HOME" ] || command -v java >/dev/null 2>&1 || missing="$missing openjdk-17-jre-headless"
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "not installed: $missing. Tests that need it will be skipped, or fail" >&2
fi
