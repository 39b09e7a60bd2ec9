// Why: ELSE has the type of the branches before it.
use quilt_athena::query::case;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = case(m.size.gt(9), m.size).otherwise("small");
}
