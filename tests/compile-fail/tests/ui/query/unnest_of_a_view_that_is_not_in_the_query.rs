// Why: UNNEST reads a column of a relation before it in FROM.
use quilt_athena::{prelude::*, query::unnest};
use quilt_athena_compile_fail::{Entry, NamedPackage, OneTag};

fn main() {
    let e = Entry::view("my-bucket");
    let p = NamedPackage::view("my-bucket");
    let tags = unnest(e.tags).into_view::<OneTag>();
    let _ = select().from(&p).cross_join_lateral(&tags);
}
