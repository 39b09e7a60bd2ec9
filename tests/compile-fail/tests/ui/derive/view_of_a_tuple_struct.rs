// Why: columns have names, and the fields of a tuple struct have none.
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}_view")]
struct Manifest(String, Option<String>);

fn main() {}
