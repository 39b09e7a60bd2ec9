// Why: Athena's names have no case, so the view would have one column twice.
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}_view")]
struct Manifest {
    tophash: String,
    #[athena(column = "TopHash")]
    hash: String,
}

fn main() {}
