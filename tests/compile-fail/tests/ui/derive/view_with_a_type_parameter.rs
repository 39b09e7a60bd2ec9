// Why: a view is one set of typed columns; a type parameter would leave their types open.
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}_view")]
struct Manifest<T> {
    tophash: T,
}

fn main() {}
