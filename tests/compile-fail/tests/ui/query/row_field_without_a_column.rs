// Why: a row selects its fields by name, and the view has no such column.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

#[derive(AthenaRow)]
#[athena(from = NamedPackage)]
struct Row {
    usr: String,
}

fn main() {}
