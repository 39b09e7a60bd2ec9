// Why: FULL JOIN keeps manifests without a package: there the package's columns are NULL.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _: Query<(String, Option<String>)> =
        select().from(&p).full_join(&m, p.hash.eq(m.tophash)).select((p.user, m.tophash)).rows();
}
