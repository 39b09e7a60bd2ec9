// Why: a tuple in SELECT has at most 16 elements; tuples nest, and row structs have no limit. (A limit of the builder.)
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).select((
        p.user, p.user, p.user, p.user, p.user, p.user, p.user, p.user, p.user, p.user, p.user, p.user, p.user, p.user,
        p.user, p.user, p.user,
    ));
}
