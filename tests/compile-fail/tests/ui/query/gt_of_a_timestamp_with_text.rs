// Why: `timestamp > varchar` is a type mismatch in Athena: a text is no timestamp until it is parsed.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).filter(m.modified.gt("2024-01-01"));
}
