// Why: SELECT can only list columns of what FROM and JOIN bring in. The message points at the one that is not.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).select((p.user, m.size, p.name));
}
