#!/usr/bin/env bash
# Shows the texts that the Rust writers made to parsers that are not ours.
#
#   run.sh GOLDENS.jsonl TOKENS.jsonl
#
# Exit code: 0 all good, 1 something failed, 77 nothing failed but sqlglot is
# missing, so that only one of the two opinions was heard.
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
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

failed=0
skipped=0

# Runs one check and remembers how it ended, so that the others still run.
check() {
  local code=0
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
check "goldens, dt-sql-parser" node dist/trino.mjs "$goldens"
check "literals and names, dt-sql-parser" node dist/trino.mjs --tokens "$tokens"
check "goldens, sqlglot" "$python" sqlglot_check.py "$goldens"
check "literals and names, sqlglot" "$python" sqlglot_check.py --tokens "$tokens"

echo "== grammar checks: 5 run, $failed failed, $skipped skipped"
if [ "$failed" -gt 0 ]; then exit 1; fi
if [ "$skipped" -gt 0 ]; then exit 77; fi
