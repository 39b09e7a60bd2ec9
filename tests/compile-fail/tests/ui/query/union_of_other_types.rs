// Why: the columns of a UNION have one type each: here text on one side and a number on the other.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).select((p.hash, p.user)).union(select().from(&m).select((m.tophash, m.size)));
}
