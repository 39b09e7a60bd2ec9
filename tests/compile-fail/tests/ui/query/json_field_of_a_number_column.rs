// Why: a path leads into JSON text, and this column is a number.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Entry;

#[derive(AthenaRow)]
#[athena(from = Entry)]
struct Owner {
    #[athena(json = "size", path = "$.owner")]
    owner: Option<String>,
}

fn main() {
    let _: Query<Owner> = select().from(&Entry::view("my-bucket")).rows();
}
