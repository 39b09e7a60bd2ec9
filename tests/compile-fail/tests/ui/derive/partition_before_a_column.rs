// Why: Athena has a table's partition columns behind all others, and a write puts values into columns by their place.
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "events_{bucket}")]
struct Event {
    #[athena(partition)]
    country: String,
    name: String,
    #[athena(partition)]
    day: String,
}

fn main() {}
