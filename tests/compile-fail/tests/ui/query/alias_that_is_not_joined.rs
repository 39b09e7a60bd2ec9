// Why: an alias is a table of its own in FROM: the view under its own name does not bring it in.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let q = p.alias::<'q'>();
    let _ = select().from(&p).filter(q.user.eq("bob"));
}
