// Why: an aggregate sorts the rows of this query.
use quilt_athena::{prelude::*, query::array_agg};
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).group_by(p.name).select(array_agg(p.hash).order_by(m.modified.desc()));
}
