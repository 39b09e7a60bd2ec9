// Why: WHERE asks something of each row, and a `bool` of Rust was decided before there are any.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).filter(true);
}
