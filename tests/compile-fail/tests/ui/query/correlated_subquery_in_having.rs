// Why: HAVING sees groups, and a correlated subquery reads single rows of the enclosing query.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{NamedPackage, Tag};

fn main() {
    let (p, t) = (NamedPackage::view("my-bucket"), Tag::view("my-bucket"));
    let tagged = select().correlate(&p).from(&t).filter(t.hash.eq(p.hash)).exists();
    let _ = select().from(&p).group_by(p.user).having(tagged);
}
