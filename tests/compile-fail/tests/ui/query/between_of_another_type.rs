// Why: BETWEEN compares with both ends.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).filter(m.size.between(1, "9"));
}
