// Why: a field of a view is a column, and no type of Athena that the builder reads is a map of Rust.
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}_view")]
struct Manifest {
    tophash: String,
    labels: std::collections::HashMap<String, String>,
}

fn main() {}
