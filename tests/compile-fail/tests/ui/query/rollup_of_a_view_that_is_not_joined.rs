// Why: GROUP BY reads the rows of this query.
use quilt_athena::{prelude::*, query::rollup};
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).group_by(rollup((p.user, m.message)));
}
