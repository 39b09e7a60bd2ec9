// Why: `bigint = varchar` is a type mismatch in Athena: it does not convert text to a number.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).filter(m.size.eq("10"));
}
