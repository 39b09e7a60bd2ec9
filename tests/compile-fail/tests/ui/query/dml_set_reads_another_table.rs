// Why: UPDATE has no FROM, so nothing but the table itself can be read. MERGE has a source.
use quilt_athena::query::update;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (m, p) = (Manifest::view("my-bucket"), NamedPackage::view("my-bucket"));
    let _ = update(&m).set(m.message, p.name);
}
