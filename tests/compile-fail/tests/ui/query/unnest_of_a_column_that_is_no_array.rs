// Why: UNNEST makes rows of the items of an array.
use quilt_athena::query::unnest;
use quilt_athena_compile_fail::{Entry, OneTag};

fn main() {
    let e = Entry::view("my-bucket");
    let _ = unnest(e.key).into_view::<OneTag>();
}
