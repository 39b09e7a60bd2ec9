// Why: `varchar = bigint` is a type mismatch in Athena, between columns as well.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).join(&m, p.hash.eq(m.size));
}
