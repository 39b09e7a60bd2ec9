// Why: a subquery that stands for one value has the type of the column that it selects.
use quilt_athena::{prelude::*, query::max};
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let largest = select().from(&m).aggregate().select(max(m.size)).scalar();
    let _ = select().from(&p).filter(p.timestamp.eq(largest));
}
