// Why: FROM needs a name.
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "")]
struct Manifest {
    tophash: String,
}

fn main() {}
