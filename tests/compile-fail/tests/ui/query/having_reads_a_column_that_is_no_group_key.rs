// Why: HAVING asks about a group, and one group can hold many names.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).group_by(p.user).having(p.name.eq("x"));
}
