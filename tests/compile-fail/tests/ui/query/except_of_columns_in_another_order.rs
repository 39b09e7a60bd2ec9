// Why: EXCEPT compares rows column by column, in their order.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&m).select((m.tophash, m.size)).except(select().from(&m).select((m.size, m.tophash)));
}
