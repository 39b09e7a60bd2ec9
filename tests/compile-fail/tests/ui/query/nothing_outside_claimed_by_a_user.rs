// Why: whether a query can stand alone is for the builder to say.
use quilt_athena::{prelude::*, query::NothingOutside};
use quilt_athena_compile_fail::NamedPackage;

struct Mine;

impl NothingOutside for (Mine,) {}

fn main() {}
