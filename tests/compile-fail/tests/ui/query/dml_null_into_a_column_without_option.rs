// Why: `message` can be NULL and `tophash` cannot. What stands in its place has to be said: `.or_else(..)`.
use quilt_athena::query::update;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = update(&m).set(m.tophash, m.message);
}
