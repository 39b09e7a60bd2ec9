// Why: which type of Athena's a bare value has is for `val(..)` to say: a function chosen by name says nothing about
// it.
use quilt_athena::query::func;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = func::<String, _>("lpad", (p.user, 10, "-"));
}
