// Why: it reads a package of an enclosing query, and nothing encloses it.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{NamedPackage, Tag};

fn main() {
    let (p, t) = (NamedPackage::view("my-bucket"), Tag::view("my-bucket"));
    let tags = select().correlate(&p).from(&t).filter(t.hash.eq(p.hash)).select((t.tag,));
    let _ = tags.rows();
}
