// Why: `= NULL` is never true. What `None` should mean (IS NULL, or no filter at all) is for the program to say.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let user: Option<String> = None;
    let _ = select().from(&p).filter(p.user.eq(user));
}
