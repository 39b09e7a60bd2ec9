// Why: whether a clause may hold an expression is for the builder to say.
use quilt_athena::query::typing::NoWindow;

struct Mine;

impl NoWindow for Mine {}

fn main() {
    let _ = Mine;
}
