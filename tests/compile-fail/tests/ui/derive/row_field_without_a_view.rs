// Why: the SELECT list is `view.column` throughout: one field says its view, so the other must.
use quilt_athena::prelude::*;

#[derive(AthenaRow)]
struct Row {
    #[athena(from = quilt_athena_compile_fail::NamedPackage)]
    user: String,
    message: Option<String>,
}

fn main() {}
