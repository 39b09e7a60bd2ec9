// Why: ANY says how a comparison goes through the rows of a query. It is no value.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).order_by(select().from(&m).select(m.size).any());
}
