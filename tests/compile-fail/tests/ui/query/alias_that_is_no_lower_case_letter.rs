// Why: Athena folds names to lower case, so `Q` and `q` would be one alias. `cargo check` does not
// find this, a build does.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p.alias::<'Q'>());
}
