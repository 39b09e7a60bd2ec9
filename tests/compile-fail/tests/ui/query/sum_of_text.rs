// Why: SUM is for numbers.
use quilt_athena::{prelude::*, query::sum};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).aggregate().select(sum(p.user));
}
