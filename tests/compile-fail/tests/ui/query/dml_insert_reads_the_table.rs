// Why: WHEN NOT MATCHED there is no row of the table. What is inserted comes from the source.
use quilt_athena::query::merge_into;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (m, p) = (Manifest::view("my-bucket"), NamedPackage::view("my-bucket"));
    let _ = merge_into(&m)
        .using(&p, m.tophash.eq(p.hash))
        .when_not_matched()
        .insert(|row| row.set(m.tophash, p.hash).set(m.size, m.size.plus(1)));
}
