// Why: one group can hold many names: `name` is neither in GROUP BY nor inside an aggregate.
use quilt_athena::{prelude::*, query::count};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).group_by(p.user).select((p.user, p.name, count()));
}
