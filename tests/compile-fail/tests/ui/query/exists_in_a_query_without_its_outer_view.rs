// Why: a correlated subquery reads a view of the enclosing query, and this one does not have it.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage, Tag};

fn main() {
    let (p, m, t) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"), Tag::view("my-bucket"));
    let described = select().correlate(&p).from(&m).filter(m.tophash.eq(p.hash)).exists();
    let _ = select().from(&t).filter(described);
}
