// Why: `size` is a bigint. Athena stores no text in it.
use quilt_athena::query::update;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = update(&m).set(m.size, "large");
}
