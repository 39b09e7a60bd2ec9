// Why: each set is made of the columns given to `.grouping_sets(..)`.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).grouping_sets((p.user, p.name)).set((p.user, p.hash));
}
