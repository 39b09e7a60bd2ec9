// Why: `a + b` is NULL when either is, so the row's field is an `Option`.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _: Query<(i64,)> = select().from(&m).select((m.size.plus(m.optional),)).rows();
}
