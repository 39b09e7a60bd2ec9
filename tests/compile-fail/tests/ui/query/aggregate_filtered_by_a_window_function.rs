// Why: FILTER is done before windows are made.
use quilt_athena::query::{count, row_number, window};
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = count().filter(row_number().over(window().order_by(m.size)).eq(1));
}
