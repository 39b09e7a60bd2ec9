#!/usr/bin/env bash
# Runs a program of this folder with Trino's own classes: its parser, or a whole engine in the program's process.
#
#   trino.sh ParserCheck GOLDENS.jsonl
#   trino.sh ParserCheck --tokens TOKENS.jsonl
#   trino.sh EngineCheck ANSWERS.jsonl GOLDENS.jsonl
#
# Exit code: 0 all good, 1 something failed, 77 Java or Trino cannot be had here.
# Trino (90 MB) is fetched once, by Maven, into $CARGO_TARGET_DIR or beside this script.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
jars=${CARGO_TARGET_DIR:+$CARGO_TARGET_DIR/interop/trino}
jars=${jars:-$here/jars}

skip() {
  echo "skipped: $1"
  exit 77
}

# One question for two things: the version, and the compiler that a bare runtime lacks.
version=$(java --list-modules 2>/dev/null | sed -n 's/^jdk\.compiler@\([0-9]*\).*/\1/p') || true
[ "${version:-0}" -ge 17 ] || skip "Trino needs a JDK, 17 or newer"

# The copy of pom.xml comes last, so half a copy of the rest is never used.
if ! cmp -s "$here/pom.xml" "$jars/pom.xml"; then
  command -v mvn >/dev/null || skip "Maven, which fetches Trino, is missing"
  rm -rf -- "$jars"
  mkdir -p -- "$jars"
  jars=$(cd -- "$jars" && pwd) # Maven goes by the folder of the POM
  # A host that never answers must not hold up the other checks for long.
  mvn --batch-mode --quiet --strict-checksums --file "$here/pom.xml" \
    -Dmaven.wagon.http.connectionTimeout=20000 -Daether.connector.connectTimeout=20000 \
    -Dmaven.wagon.rto=30000 -Daether.connector.requestTimeout=30000 \
    -Dmaven.wagon.http.retryHandler.count=1 -Daether.connector.http.retryHandler.count=1 \
    org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$jars" >"$jars/maven.log" 2>&1 || {
    cat -- "$jars/maven.log"
    skip "Maven could not fetch Trino"
  }
  cp -- "$here/pom.xml" "$jars/pom.xml"
fi

program=$1
shift
exec java -cp "$jars/*" "$here/$program.java" "$@"
