// Why: both sides of a UNION have the same columns.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).select((p.hash, p.user)).union_all(select().from(&m).select((m.tophash,)));
}
