// Why: after GROUP BY a window is made of groups, and one group can hold many names.
use quilt_athena::{
    prelude::*,
    query::{rank, window},
};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let number = rank().over(window().order_by(p.name));
    let _ = select().from(&p).group_by(p.user).select((p.user, number));
}
