#!/bin/sh
# Chromium, with which tests look at the HTML report. Needs root and apt; elsewhere those tests say why they skip.
command -v chromium >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
    echo "chromium is not installed: tests that open the report in a browser will be skipped" >&2
fi
