// Why: a subquery that stands for one value has one column.
use quilt_athena::{
    prelude::*,
    query::{count, max},
};
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).aggregate().select((count(), max(m.size))).scalar();
}
