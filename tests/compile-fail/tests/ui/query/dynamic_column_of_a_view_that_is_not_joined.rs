// Why: the name is chosen at run time, and the view is known all the same.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn run() -> quilt_athena::Result<()> {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _ = select().from(&p).select(vec![m.column("message")?]);
    Ok(())
}

fn main() {
    let _ = run();
}
