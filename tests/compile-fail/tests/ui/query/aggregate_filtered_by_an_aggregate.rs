// Why: FILTER chooses single rows of the group, before they are counted.
use quilt_athena::{
    prelude::*,
    query::{count, max},
};
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).aggregate().select(count().filter(max(m.size).gt(1)));
}
