// Why: whether a query can stand alone is for the builder to say.
use quilt_athena::query::typing::Uncorrelated;

struct Mine;

impl Uncorrelated for (Mine,) {}

fn main() {}
