// Why: the column is a `bigint`, and the row would read it as text.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

#[derive(AthenaRow)]
#[athena(from = Manifest)]
struct Row {
    size: String,
}

fn main() {}
