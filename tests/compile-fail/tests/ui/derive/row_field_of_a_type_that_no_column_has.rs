// Why: a field holds one value of one column, and a map is no such value.
use quilt_athena::prelude::*;

#[derive(AthenaRow)]
struct Row {
    labels: std::collections::HashMap<String, String>,
}

fn main() {}
