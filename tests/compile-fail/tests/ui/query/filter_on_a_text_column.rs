// Why: WHERE takes a condition, and a `varchar` is neither true nor false.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).filter(p.user);
}
