// Why: HAVING chooses the groups that windows are made of.
use quilt_athena::{
    prelude::*,
    query::{count, rank, window},
};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let number = rank().over(window().order_by(count().desc()));
    let _ = select().from(&p).group_by(p.user).having(number.le(3));
}
