// Why: an aggregate is of rows, and another aggregate is there only once they are grouped. A subquery goes between.
use quilt_athena::{
    prelude::*,
    query::{count, max},
};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).group_by(p.user).select(max(count()));
}
