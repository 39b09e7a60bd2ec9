// Why: ANY goes with `=`, `<>`, `<`, `<=`, `>` and `>=` only.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = m.size.between(1, select().from(&m).select(m.size).any());
}
