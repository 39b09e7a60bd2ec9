// Why: a query in WITH has the columns that it selects: here a number where the struct has a nullable text.
use quilt_athena::{prelude::*, query::count};
use quilt_athena_compile_fail::{Latest, NamedPackage};

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _: View<Latest> = select().from(&p).group_by(p.user).select((p.user, count())).into_cte();
}
