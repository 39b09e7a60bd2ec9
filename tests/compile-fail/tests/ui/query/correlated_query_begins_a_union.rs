// Why: the sides of a UNION are queries of their own, and a package is in neither of them.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{NamedPackage, Tag};

fn main() {
    let (p, t) = (NamedPackage::view("my-bucket"), Tag::view("my-bucket"));
    let tags = select().correlate(&p).from(&t).filter(t.hash.eq(p.hash)).select((t.tag,));
    let all = select().from(&t).select((t.tag,));
    let _ = tags.union(all);
}
