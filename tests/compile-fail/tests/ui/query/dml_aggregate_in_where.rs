// Why: the WHERE of a DELETE sees single rows. An aggregate stands in a subquery there.
use quilt_athena::query::{delete_from, max};
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = delete_from(&m).filter(m.size.lt(max(m.size)));
}
