// Why: FILTER takes a condition.
use quilt_athena::{prelude::*, query::count};
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).aggregate().select(count().filter(m.tophash));
}
