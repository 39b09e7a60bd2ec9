// Why: after LEFT JOIN the columns of the joined view can be NULL: the tuple's second field is an `Option`.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _: Query<(String, String)> =
        select().from(&p).left_join(&m, p.hash.eq(m.tophash)).select((p.user, m.tophash)).rows();
}
