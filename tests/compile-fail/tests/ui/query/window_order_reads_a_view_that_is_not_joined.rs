// Why: a window sorts the rows of this query.
use quilt_athena::{
    prelude::*,
    query::{row_number, window},
};
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let number = row_number().over(window().partition_by(p.name).order_by(m.modified));
    let _ = select().from(&p).select((p.name, number));
}
