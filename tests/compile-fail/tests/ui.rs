//! Programs that must not compile, with what the compiler says to each.
//!
//! - `ui/query`: one rule of the builder per program, broken once;
//! - `ui/derive`: mistakes in what the derives read.
//!
//! Programs that must compile are targets of this package (`tests/good`), and rules that only a build evaluates are doctests of its library:
//! with one of either here, trybuild would build all programs and their dependencies, one by one, where it now checks them at once.
//!
//! What the compiler says is beside each program, in its `.stderr`. It is that of the toolchain which `rust-toolchain.toml`
//! pins: another one words its part otherwise. After a change, or with a new toolchain, run
//!
//! ```text
//! TRYBUILD=overwrite cargo test -p quilt-athena-compile-fail --test ui
//! ```
//!
//! and read the difference as a user would read the message. `-- wrong trybuild=like_on` at the end runs the programs with
//! that in their names.

#[test]
fn wrong_programs_do_not_compile_and_say_why() {
    let programs = trybuild::TestCases::new();
    programs.compile_fail("tests/ui/query/*.rs");
    programs.compile_fail("tests/ui/derive/*.rs");
}
