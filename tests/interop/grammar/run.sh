#!/usr/bin/env bash
# Shows the texts that the Rust writers made to parsers that are not ours.
#
#   run.sh GOLDENS.jsonl TOKENS.jsonl
#
# Exit code: 0 all good, 1 something failed, 77 nothing failed but sqlglot or
# Trino's parser is missing, so that not every opinion was heard.
set -euo pipefail

if [ $# -ne 2 ]; then
  echo "usage: run.sh GOLDENS.jsonl TOKENS.jsonl" >&2
  exit 2
fi
for file in "$@"; do
  if [ ! -f "$file" ]; then
    echo "run.sh: there is no file $file" >&2
    exit 2
  fi
done
goldens=$(realpath -- "$1")
tokens=$(realpath -- "$2")
# trino.sh keeps its jars there.
if [ -n "${CARGO_TARGET_DIR:-}" ]; then
  CARGO_TARGET_DIR=$(realpath -m -- "$CARGO_TARGET_DIR")
  export CARGO_TARGET_DIR
fi
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

run=0
failed=0
skipped=0

# Runs one check and remembers how it ended, so that the others still run.
check() {
  local code=0
  run=$((run + 1))
  echo "== $1"
  shift
  "$@" || code=$?
  case $code in
    0) ;;
    77) skipped=$((skipped + 1)) ;;
    *) failed=$((failed + 1)) ;;
  esac
}

# The lock is newer than the installed tree after a change of version.
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  # esbuild's binary comes as a package of its own, so no install script is needed.
  npm ci --ignore-scripts --no-audit --no-fund --silent
fi
npm run --silent bundle

python=${PYTHON:-python3}
check "self-test of the grammar checker" node dist/trino.mjs --self-test
for texts in constructs goldens; do
  if [ "$texts" = constructs ]; then file=constructs.jsonl; else file=$goldens; fi
  check "$texts, Trino's parser" ../trino/trino.sh ParserCheck "$file"
  check "$texts, dt-sql-parser" node dist/trino.mjs "$file"
  check "$texts, sqlglot" "$python" sqlglot_check.py "$file"
done
check "literals and names, Trino's parser" ../trino/trino.sh ParserCheck --tokens "$tokens"
check "literals and names, dt-sql-parser" node dist/trino.mjs --tokens "$tokens"
check "literals and names, sqlglot" "$python" sqlglot_check.py --tokens "$tokens"

echo "== grammar checks: $run run, $failed failed, $skipped skipped"
if [ "$failed" -gt 0 ]; then exit 1; fi
if [ "$skipped" -gt 0 ]; then exit 77; fi
