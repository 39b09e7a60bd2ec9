// Why: every value of an IN list has the type of the column.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).filter(m.size.is_in(["10", "20"]));
}
