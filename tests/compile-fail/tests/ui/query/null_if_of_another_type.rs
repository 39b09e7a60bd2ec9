// Why: NULLIF compares.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).select((m.tophash.null_if(0),));
}
