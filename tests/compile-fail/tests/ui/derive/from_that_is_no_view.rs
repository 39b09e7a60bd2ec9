// Why: `from` names the struct of a view, and a number is none.
use quilt_athena::prelude::*;

#[derive(AthenaRow)]
#[athena(from = 5)]
struct Row {
    user: String,
}

fn main() {}
