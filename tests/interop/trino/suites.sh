#!/usr/bin/env bash
# Asks the embedded engine what Trino's own test suites ask, and compares the answers with Trino's.
#
#   suites.sh [--thinned N] [--lists FOLDER] [--update] [-- OPTIONS OF CARGO TEST]
#
#   --thinned N     only one test of N, always the same ones
#   --lists FOLDER  write every statement, by what became of it, with the reason
#   --update        the counts of this run are those that must not get worse
#
# Exit code: 0 nothing got worse, 1 something did, 77 Java or Trino cannot be had here. README.md has more.
# Trino, its tests (140 MB), what they ask and what Trino answers are kept in cargo's target folder.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
work=${CARGO_TARGET_DIR:-$here/../../../target}/interop/trino-suites
. "$here/jars.sh"

thinned=1 compare=()
while [ $# -gt 0 ]; do
  case $1 in
    --thinned) thinned=$2 && shift 2 ;;
    --lists) compare+=("$1" "$(realpath -m -- "$2")") && shift 2 ;;
    --update) compare+=("$1") && shift ;;
    --) shift && break ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && exit 2 ;;
  esac
done

jars=$work/jars
fetch "$here/suites/pom.xml" "$jars"
work=$(cd -- "$work" && pwd)
jars=$work/jars answers=$work/thinned-$thinned

# Trino and its tests stay as they are: they are asked again when what asks them has changed.
asking=("$here/EngineCheck.java" "$here"/suites/{Benchmarks,OwnTests,Record,Recorder,SqlFiles,Tables}.java)
stamp=$(cat -- "${asking[@]}" "$here/suites/pom.xml" | sha256sum)
rm -rf -- "$work/classes"
mkdir -p -- "$work/classes"
javac -nowarn -d "$work/classes" -cp "$jars/*" "$here/EngineCheck.java" "$here"/suites/*.java 2>"$work/javac.log" || {
  cat -- "$work/javac.log"
  exit 1
}
java=(java -Djdk.attach.allowAttachSelf=true -XX:+UseParallelGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=512m
  -Duser.timezone=UTC -cp "$work/classes:$jars/*")
if [ "$(cat -- "$answers/stamp" 2>/dev/null)" != "$stamp" ]; then
  rm -rf -- "$answers"
  "${java[@]}" Record "$jars" "$answers" --thinned "$thinned" 2>"$work/record.log"
  printf '%s\n' "$stamp" >"$answers/stamp"
fi

rm -f -- "$answers/answers.jsonl"
cd -- "$here/../../.."
cargo test --quiet "$@" --test it --no-run
for _ in $(seq 20); do
  # A statement that ends the process is a result, too: the test goes on behind it.
  QUILT_ATHENA_SUITES=$answers cargo test --quiet "$@" --test it -- \
    --exact suites::statements_of_other_suites_are_answered_into_a_file >"$work/test.log" 2>&1 && break
done || { tail -n 50 -- "$work/test.log" && exit 1; }

"${java[@]}" Compare "$answers" "$here/suites/ratchet-$thinned.txt" "${compare[@]}"
