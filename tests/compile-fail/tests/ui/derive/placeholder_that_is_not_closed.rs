// Why: the name of the view has an open brace: what is to stand there?
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket_view")]
struct Manifest {
    tophash: String,
}

fn main() {}
