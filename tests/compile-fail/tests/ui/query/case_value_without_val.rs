// Why: the first branch decides the type of the CASE, and a bare value could have several.
use quilt_athena::query::case;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = case(m.ok, 1).end();
}
