#!/usr/bin/env bash
# What 50 typed queries of 10 joins and 30 columns cost the compiler: `cargo check` of a crate with them beside one without.
#
#   bash benches/compile_time.sh
#
# It makes the crate in a temporary folder. The library itself is compiled before anything is timed.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src"
cat > "$work/Cargo.toml" <<EOF
[package]
name = "fifty"
edition = "2024"

[dependencies]
quilt-athena = { path = "$root", default-features = false, features = ["derive"] }

[workspace]
EOF
cp Cargo.lock "$work/"

python3 - "$work/src" <<'EOF'
import sys
views = "\n".join(
    f"#[derive(AthenaView)]\n#[athena(view = \"v{i}\")]\npub struct V{i} {{ pub id: i64, pub name: String, pub size: Option<i64>, pub at: String }}"
    for i in range(11))
head = f"use quilt_athena::prelude::*;\n{views}\n"
handles = "".join(f"    let v{i} = V{i}::view();\n" for i in range(11))
def query(n):
    joins = "".join(f".{'left_join' if i % 3 == 0 else 'join'}(&v{i}, v0.id.eq(v{i}.id))" for i in range(1, 11))
    filters = f".filter(v0.size.gt({n}).and(v1.name.ne(\"x\")).or(v2.at.like(\"a%\"))).filter(v4.size.is_not_null())"
    a = ", ".join(f"v{i}.id" for i in range(11))
    b = ", ".join(f"v{i}.name" for i in range(11))
    c = ", ".join(f"v{i}.size" for i in range(8))
    return (f"pub fn q{n}() -> quilt_athena::Result<String> {{\n{handles}"
            f"    select().from(&v0){joins}{filters}.order_by(v0.name).limit({n}).select((({a}), ({b}), ({c}))).sql()\n}}\n")
open(sys.argv[1] + "/empty.rs", "w").write(head)
open(sys.argv[1] + "/fifty.rs", "w").write(head + "".join(query(n) for n in range(50)))
EOF

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target}/compile-time CARGO_INCREMENTAL=0
seconds() { # of `cargo check` after a change of the crate
    cp "$work/src/$1.rs" "$work/src/lib.rs"
    touch "$work/src/lib.rs"
    local begin end
    begin=$(date +%s.%N)
    cargo check --quiet --offline --manifest-path "$work/Cargo.toml"
    end=$(date +%s.%N)
    echo "$end - $begin" | bc
}

seconds empty > /dev/null
for round in 1 2 3; do
    echo "round $round: without queries $(seconds empty) s, with 50 queries $(seconds fifty) s"
done
