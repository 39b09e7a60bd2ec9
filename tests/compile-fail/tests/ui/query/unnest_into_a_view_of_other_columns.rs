// Why: UNNEST of an array of text gives text: here the struct has a number.
use quilt_athena::{prelude::*, query::unnest};
use quilt_athena_compile_fail::Entry;

#[derive(AthenaView)]
struct Number {
    number: i64,
}

fn main() {
    let e = Entry::view("my-bucket");
    let _ = unnest(e.tags).into_view::<Number>();
}
