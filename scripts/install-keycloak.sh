#!/usr/bin/env bash
# Installs the Keycloak of the tests into .cache/keycloak (its distribution from Maven's registry, 220 MB), built once for a
# database in memory. Needs Java 17, Maven and unzip. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
version=26.7.3
folder=.cache/keycloak
home=$folder/keycloak-$version
[ -f "$home/.tollgate-built" ] && exit 0
mkdir -p "$folder"
rm -rf "$home"
mvn -q --batch-mode dependency:copy -Dartifact="org.keycloak:keycloak-quarkus-dist:$version:zip" -DoutputDirectory="$PWD/$folder"
unzip -q -o "$folder/keycloak-quarkus-dist-$version.zip" -d "$folder"
rm "$folder/keycloak-quarkus-dist-$version.zip"
"$home/bin/kc.sh" build --db=dev-mem --cache=local --health-enabled=true
touch "$home/.tollgate-built"
