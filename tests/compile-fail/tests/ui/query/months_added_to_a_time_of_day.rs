// Why: a time of day has no month.
use quilt_athena_compile_fail::Entry;

fn main() {
    let e = Entry::view("my-bucket");
    let _ = e.at.plus_interval(quilt_athena::types::Months(1));
}
