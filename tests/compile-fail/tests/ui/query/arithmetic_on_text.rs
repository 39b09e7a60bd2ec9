// Why: `varchar + varchar` is no operator of Athena.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).select((p.user.plus("x"),));
}
