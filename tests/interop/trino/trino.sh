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

. "$here/jars.sh"
fetch "$here/pom.xml" "$jars"

program=$1
shift
exec java -cp "$jars/*" "$here/$program.java" "$@"
