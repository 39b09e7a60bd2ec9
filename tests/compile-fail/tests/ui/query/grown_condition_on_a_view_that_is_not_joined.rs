// Why: a grown condition is a condition: the views that it reads must be in FROM or JOIN.
use quilt_athena::{prelude::*, query::any_of};
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let mut any = any_of::<(NamedPackage,)>();
    any.push(p.user.eq("alice"));
    let _ = select().from(&m).filter(any);
}
