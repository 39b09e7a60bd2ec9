// Why: WHERE sees single rows, before there are groups to count. HAVING sees groups.
use quilt_athena::{prelude::*, query::count};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).filter(count().gt(1));
}
