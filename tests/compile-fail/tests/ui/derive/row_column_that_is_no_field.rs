// Why: a row names a column by the field of the view's struct, and no field has a space in it.
use quilt_athena::prelude::*;

#[derive(AthenaRow)]
#[athena(from = quilt_athena_compile_fail::Manifest)]
struct Row {
    #[athena(column = "top hash")]
    tophash: String,
}

fn main() {}
