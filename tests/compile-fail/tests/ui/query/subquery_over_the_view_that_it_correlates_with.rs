// Why: inside EXISTS (SELECT … FROM t), `t` is the inner one: the outer one of the same name is out of reach.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().correlate(&p).from(&p).filter(p.user.eq("alice")).exists();
}
