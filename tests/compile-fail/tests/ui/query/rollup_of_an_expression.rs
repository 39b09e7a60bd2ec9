// Why: Athena takes plain columns in ROLLUP.
use quilt_athena::{prelude::*, query::rollup};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).group_by(rollup((p.timestamp.substr(1, 4).named::<'y'>(),)));
}
