// Why: a fragment reads what its operands read, and the clause asks for that.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).filter(sql!("{p.user} = lower({m.message})"));
}
