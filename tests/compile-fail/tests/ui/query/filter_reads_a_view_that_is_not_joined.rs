// Why: WHERE can only read what FROM and JOIN bring in: Athena would not find the column.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).filter(p.user.eq("alice").and(m.message.ne("x"))).limit(1);
}
