#!/usr/bin/env bash
# Installs the ClickHouse of the tests into .cache/clickhouse: chDB's library (540 MB, from npm) and a small program that
# starts the server inside of it. Needs a C compiler. Does nothing when both are there.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.cache/clickhouse
version=26.7.3-stable.1
library=$folder/node_modules/@chdb/lib-linux-x64-gnu
mkdir -p "$folder"
if ! grep -q "\"version\": \"$version\"" "$library/package.json" 2>/dev/null; then
  npm install --prefix "$folder" --no-save --no-audit --no-fund "@chdb/lib-linux-x64-gnu@$version"
fi
[ -x "$folder/clickhouse-server" ] || cc -O2 -o "$folder/clickhouse-server" testkit/clickhouse/server.c -ldl
