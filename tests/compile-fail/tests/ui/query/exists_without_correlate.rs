// Why: a subquery reads its own FROM; a column of the enclosing query is named with `.correlate(..)` first.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&m).filter(m.tophash.eq(p.hash)).exists();
}
