// Why: WITH ORDINALITY adds a column, and the struct has none for it.
use quilt_athena::query::unnest;
use quilt_athena_compile_fail::{Entry, OneTag};

fn main() {
    let e = Entry::view("my-bucket");
    let _ = unnest(e.tags).with_ordinality().into_view::<OneTag>();
}
