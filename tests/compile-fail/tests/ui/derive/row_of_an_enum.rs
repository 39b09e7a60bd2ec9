// Why: all rows of a result have the same columns, and the variants of an enum do not.
use quilt_athena::prelude::*;

#[derive(AthenaRow)]
enum Row {
    Package { user: String },
    Manifest { tophash: String },
}

fn main() {}
