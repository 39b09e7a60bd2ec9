// Why: a DELETE without a WHERE deletes every row. A forgotten filter must not do that: `.all_rows()` says that it is meant.
use quilt_athena::query::delete_from;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = delete_from(&m).statement();
}
