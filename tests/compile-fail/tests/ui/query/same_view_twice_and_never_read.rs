// Why: two tables of one name in FROM are an error in SQL, even when nothing reads the second. `cargo check` does not
// find this, a build does.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let other = NamedPackage::view("other-bucket");
    let _ = select().from(&p).join(&m, p.hash.eq(m.tophash)).join(&other, m.tophash.eq("x"));
}
