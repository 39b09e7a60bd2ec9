// Why: `SELECT user, COUNT(*)` without GROUP BY has one count and many users.
use quilt_athena::{prelude::*, query::count};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).select((p.user, count()));
}
