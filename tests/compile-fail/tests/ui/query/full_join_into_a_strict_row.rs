// Why: FULL JOIN keeps what has no partner on either side, so no column of the row is safe from NULL.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage, StrictRow};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _: Query<StrictRow> = select().from(&p).full_join(&m, p.hash.eq(m.tophash)).rows();
}
