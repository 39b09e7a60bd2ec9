// Why: `> ALL (SELECT …)` compares: the column selected has the type of the column compared.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&m).filter(m.size.gt(select().from(&p).select(p.timestamp).all()));
}
