// Why: a LATERAL query reads the relations before it in FROM, and the one it reads is not there.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage, OneTag, Tag};

fn main() {
    let (p, m, t) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"), Tag::view("my-bucket"));
    let tags = select().correlate(&m).from(&t).filter(t.hash.eq(m.tophash)).select((t.tag,)).into_lateral::<OneTag>();
    let _ = select().from(&p).left_join_lateral(&tags);
}
