// Why: a grown condition names the views that it may read, and takes in none that reads another.
use quilt_athena::query::any_of;
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let m = Manifest::view("my-bucket");
    let mut any = any_of::<(NamedPackage,)>();
    any.push(m.size.gt(1));
}
