// Why: WHERE sees rows, and which keys a row is grouped by is known once there are groups.
use quilt_athena::{prelude::*, query::grouping};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).filter(grouping((p.user,)).eq(1));
}
