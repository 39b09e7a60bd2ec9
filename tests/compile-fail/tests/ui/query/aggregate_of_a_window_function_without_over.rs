// Why: `row_number()` has no value before `.over(..)`.
use quilt_athena::query::{max, row_number};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = max(row_number());
}
