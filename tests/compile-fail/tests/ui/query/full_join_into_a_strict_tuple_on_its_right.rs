// Why: FULL JOIN keeps packages without a manifest: there the manifest's columns are NULL.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _: Query<(Option<String>, String)> =
        select().from(&p).full_join(&m, p.hash.eq(m.tophash)).select((p.user, m.tophash)).rows();
}
