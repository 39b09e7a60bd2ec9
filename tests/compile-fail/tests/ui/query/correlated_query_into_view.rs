// Why: a query in FROM stands beside the others there and does not see their rows; only LATERAL does.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{NamedPackage, OneTag, Tag};

fn main() {
    let (p, t) = (NamedPackage::view("my-bucket"), Tag::view("my-bucket"));
    let tags = select().correlate(&p).from(&t).filter(t.hash.eq(p.hash)).select((t.tag,));
    let _ = tags.into_view::<OneTag>();
}
