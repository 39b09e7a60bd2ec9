// Why: IN (SELECT …) compares with one column.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).filter(p.hash.in_query(select().from(&m).select((m.tophash, m.message))));
}
