// Why: the rows of both sides have one Rust type, and only one of the columns can be NULL.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).select((p.name,)).intersect(select().from(&m).select((m.message,)));
}
