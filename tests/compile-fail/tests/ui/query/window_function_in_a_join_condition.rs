// Why: ON is done before windows are made, as WHERE is.
use quilt_athena::{
    prelude::*,
    query::{row_number, window},
};
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let number = row_number().over(window().order_by(p.timestamp));
    let _ = select().from(&p).join(&m, p.hash.eq(m.tophash).and(number.eq(1)));
}
