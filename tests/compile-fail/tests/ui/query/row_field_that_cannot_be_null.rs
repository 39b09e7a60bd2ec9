// Why: the column can be NULL in the view itself, and a `String` cannot.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

#[derive(AthenaRow)]
#[athena(from = Manifest)]
struct Row {
    message: String,
}

fn main() {}
