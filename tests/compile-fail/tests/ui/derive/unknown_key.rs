// Why: a key that the derive does not know is a typing error, and would leave the view without its name.
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(vew = "quilt_manifests_{bucket}_view")]
struct Manifest {
    tophash: String,
}

fn main() {}
