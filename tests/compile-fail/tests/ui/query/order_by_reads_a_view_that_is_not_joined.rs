// Why: ORDER BY can only sort by columns of what FROM and JOIN bring in.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).order_by(m.size.desc());
}
