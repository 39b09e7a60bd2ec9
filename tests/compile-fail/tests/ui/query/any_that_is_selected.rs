// Why: ANY says how a comparison goes through the rows of a query. It is no value.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).select((p.name, select().from(&m).select(m.size).any()));
}
