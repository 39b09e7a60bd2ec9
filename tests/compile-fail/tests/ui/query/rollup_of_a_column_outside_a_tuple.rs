// Why: the keys of ROLLUP are a list, even when there is only one.
use quilt_athena::{prelude::*, query::rollup};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).group_by(rollup(p.user));
}
