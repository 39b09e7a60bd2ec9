// Why: WHEN takes a condition.
use quilt_athena::{prelude::*, query::case};
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = case(m.ok, val(1)).when(m.tophash, 2).end();
}
