// Why: what stands in for NULL has the type of the column.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).select((m.optional.or_else("x"),));
}
