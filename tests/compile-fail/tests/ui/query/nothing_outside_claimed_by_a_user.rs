// Why: whether a query can stand alone is for the builder to say.
use quilt_athena::query::NothingOutside;

struct Mine;

impl NothingOutside for (Mine,) {}

fn main() {}
