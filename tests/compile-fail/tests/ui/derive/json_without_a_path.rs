// Why: a field of JSON text is somewhere in it.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Entry;

#[derive(AthenaRow)]
#[athena(from = Entry)]
struct Owner {
    #[athena(json = "meta")]
    owner: Option<String>,
}

fn main() {
    let _ = Entry::view("my-bucket");
}
