// Why: a path begins at the whole, `$`.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Entry;

#[derive(AthenaRow)]
#[athena(from = Entry)]
struct Owner {
    #[athena(json = "meta", path = "owner")]
    owner: Option<String>,
}

fn main() {
    let _ = Entry::view("my-bucket");
}
