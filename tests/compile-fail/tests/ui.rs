//! Programs that must not compile, with what the compiler says to each; and programs that must compile.
//!
//! - `ui/query`: one rule of the builder per program, broken once;
//! - `ui/derive`: mistakes in what the derives read;
//! - `ui/good`: what the rules leave room for. These also run.
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
    // With a program that must pass, trybuild builds all of them instead of checking them. The rules on names in FROM
    // need that: they are constants, which only a build evaluates.
    programs.pass("tests/ui/good/*.rs");
}
