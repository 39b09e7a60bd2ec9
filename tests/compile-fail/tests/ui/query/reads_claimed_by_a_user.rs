// Why: whether a column can be read is for the builder to say. A proof type of one's own gets past Rust's rules for
// foreign traits; the constant, whose type has no name outside the library, is what stops it.
use quilt_athena::{
    prelude::*,
    query::typing::Reads,
    schema::{Column, NotNull},
};
use quilt_athena_compile_fail::{Manifest, NamedPackage};

struct Proof;

impl<N> Reads<(NamedPackage,), Proof> for Column<Manifest, i64, N> {
    type Null = NotNull;
    const SEAL: _ = <() as Reads<(NamedPackage,), ()>>::SEAL;
}

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).order_by(m.size.desc());
}
