// Why: a column of the result has one type, so all branches of a CASE have it.
use quilt_athena::{prelude::*, query::case};
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = case(m.size.gt(9), val("large")).when(m.size.gt(4), 5).otherwise("small");
}
