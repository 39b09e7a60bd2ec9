// Why: `rank()` is no value before `.over(..)`: there is nothing to sort by.
use quilt_athena::{prelude::*, query::rank};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).order_by(rank());
}
