// Why: windows are made of groups, so a group cannot be made of windows.
use quilt_athena::{
    prelude::*,
    query::{rank, window},
};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let number = rank().over(window().order_by(p.timestamp)).named::<'r'>();
    let _ = select().from(&p).group_by(number);
}
