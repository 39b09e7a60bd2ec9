// Why: in the rows that ROLLUP adds, the keys that are left out are NULL.
use quilt_athena::{
    prelude::*,
    query::{count, rollup},
};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _: Query<(String, i64)> = select().from(&p).group_by(rollup((p.user,))).select((p.user, count())).rows();
}
