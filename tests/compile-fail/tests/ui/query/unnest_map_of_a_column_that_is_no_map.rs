// Why: two columns come out of a map only.
use quilt_athena::query::unnest_map;
use quilt_athena_compile_fail::{Entry, OneTag};

fn main() {
    let e = Entry::view("my-bucket");
    let _ = unnest_map(e.tags).into_view::<OneTag>();
}
