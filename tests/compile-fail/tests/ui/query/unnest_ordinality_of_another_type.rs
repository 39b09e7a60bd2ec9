// Why: WITH ORDINALITY counts in `bigint`: here the struct has an `i32`.
use quilt_athena::{prelude::*, query::unnest};
use quilt_athena_compile_fail::Entry;

#[derive(AthenaView)]
struct Numbered {
    tag: String,
    position: i32,
}

fn main() {
    let e = Entry::view("my-bucket");
    let _ = unnest(e.tags).with_ordinality().into_view::<Numbered>();
}
