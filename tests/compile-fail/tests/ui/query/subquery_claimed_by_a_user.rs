// Why: what is a query, and of which rows, is for the builder to say.
use quilt_athena::query::typing::Subquery;

struct Mine;

impl Subquery<String> for Mine {
    type OuterRefs = ();
}

fn main() {}
