// Why: ALL says how a comparison goes through the rows of a query. It is no number.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = m.size.plus(select().from(&m).select(m.size).all());
}
