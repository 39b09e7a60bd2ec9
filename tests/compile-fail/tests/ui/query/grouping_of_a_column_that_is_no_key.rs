// Why: GROUPING tells whether a key was left out, and this column is no key.
use quilt_athena::{
    prelude::*,
    query::{grouping, rollup},
};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).group_by(rollup((p.user,))).select(grouping((p.name,)));
}
