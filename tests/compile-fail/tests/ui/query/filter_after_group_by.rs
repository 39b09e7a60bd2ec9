// Why: WHERE comes before GROUP BY in SQL; what comes after it is HAVING.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).group_by(p.user).filter(p.user.eq("alice"));
}
