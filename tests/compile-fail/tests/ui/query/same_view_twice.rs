// Why: FROM t JOIN t leaves open which of the two `t.hash` means. The second one needs an alias.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).join(&p, p.hash.eq(p.hash));
}
