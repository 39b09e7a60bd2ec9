// Why: both branches of an IF have one type.
use quilt_athena::query::if_;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = if_(m.ok, m.tophash, m.size);
}
