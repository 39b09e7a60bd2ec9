// Why: a value brings its own quotes; between others it would be text, or end them.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let user = "alice";
    let _ = select().from(&p).filter(sql!("{p.user} = '{user}'"));
}
