// Why: `row_number()` numbers the rows of a window, and has none before `.over(..)`.
use quilt_athena::{prelude::*, query::row_number};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).select((p.name, row_number()));
}
