// Why: groups are sorted by what each has one of: a key or an aggregate.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).group_by(p.user).order_by(p.name);
}
