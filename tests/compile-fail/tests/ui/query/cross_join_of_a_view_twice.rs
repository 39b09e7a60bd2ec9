// Why: FROM t CROSS JOIN t leaves open which of the two a column is of. The second one needs an alias. No column is
// read here, so this is found when the program is built.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).cross_join(&p);
}
