// Why: groups are made before windows are, so an aggregate cannot read one.
use quilt_athena::{
    prelude::*,
    query::{max, row_number, window},
};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let number = row_number().over(window().order_by(p.timestamp));
    let _ = select().from(&p).group_by(p.user).select((p.user, max(number)));
}
