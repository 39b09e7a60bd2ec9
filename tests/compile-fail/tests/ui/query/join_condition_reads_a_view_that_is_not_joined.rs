// Why: ON can read the view that joins and those before it, and no other.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage, Tag};

fn main() {
    let (p, m, t) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"), Tag::view("my-bucket"));
    let _ = select().from(&p).join(&m, p.hash.eq(t.hash));
}
