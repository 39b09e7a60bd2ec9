#!/usr/bin/env bash
# Shows texts to Trino's own parser, which is a library for Java.
#
#   trino_parser.sh GOLDENS.jsonl
#   trino_parser.sh --tokens TOKENS.jsonl
#
# Exit code: 0 all good, 1 something failed, 77 Java or the parser cannot be had here.
# The parser is fetched once, by Maven, into $CARGO_TARGET_DIR or beside this script.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
jars=${CARGO_TARGET_DIR:+$CARGO_TARGET_DIR/interop/trino-parser}
jars=${jars:-$here/jars}

skip() {
  echo "skipped: $1"
  exit 77
}

# One question for two things: the version, and the compiler that a bare runtime lacks.
version=$(java --list-modules 2>/dev/null | sed -n 's/^jdk\.compiler@\([0-9]*\).*/\1/p') || true
[ "${version:-0}" -ge 17 ] || skip "Trino's parser needs a JDK, 17 or newer"

# The copy of pom.xml comes last, so half a copy of the rest is never used.
if ! cmp -s "$here/pom.xml" "$jars/pom.xml"; then
  command -v mvn >/dev/null || skip "Maven, which fetches Trino's parser, is missing"
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
    skip "Maven could not fetch Trino's parser"
  }
  cp -- "$here/pom.xml" "$jars/pom.xml"
fi

exec java -cp "$jars/*" "$here/TrinoParserCheck.java" "$@"
