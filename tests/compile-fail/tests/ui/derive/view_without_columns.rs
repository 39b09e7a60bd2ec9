// Why: SQL has no table without columns.
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}_view")]
struct Manifest {}

fn main() {}
