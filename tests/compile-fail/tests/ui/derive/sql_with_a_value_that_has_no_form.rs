// Why: `user = NULL` is never true, so a value that may be missing is no value.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let user: Option<&str> = None;
    let _ = select().from(&p).filter(sql!("lower({p.user}) = {user}"));
    let _: Query<(String,)> = sql_query!("SELECT {p.name} FROM {p} LIMIT {10usize}");
}
