// Why: `row_number()` has no value to compare before `.over(..)`.
use quilt_athena::query::row_number;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = row_number().eq(1);
}
