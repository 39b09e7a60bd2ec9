// Why: what stands at a path may be missing: it is NULL then.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Entry;

#[derive(AthenaRow)]
#[athena(from = Entry)]
struct Owner {
    #[athena(json = "meta", path = "$.owner")]
    owner: String,
}

fn main() {
    let _: Query<Owner> = select().from(&Entry::view("my-bucket")).rows();
}
