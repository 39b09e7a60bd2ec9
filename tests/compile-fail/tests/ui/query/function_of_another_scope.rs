// Why: a query over two views is not a query over one: what the type says is what FROM and JOIN bring in.
use quilt_athena::{prelude::*, query::Select};
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn joined(p: &View<NamedPackage>, m: &View<Manifest>) -> Select<(NamedPackage,)> {
    select().from(p).join(m, p.hash.eq(m.tophash))
}

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = joined(&p, &m);
}
