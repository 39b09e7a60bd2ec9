// Why: a condition that grows says at its beginning which views it may read.
use quilt_athena::query::all_of;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let mut wanted = all_of();
    wanted.push(p.user.eq("alice"));
}
