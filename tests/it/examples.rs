//! The examples are run and their output is compared.

use std::{path::PathBuf, process::Command};

use expect_test::{Expect, expect};

/// Examples are built with the tests; the binary stands beside this test's own.
pub(crate) fn binary(example: &str) -> PathBuf {
    let mut folder = std::env::current_exe().expect("this test");
    folder.pop();
    folder.pop();
    folder.join("examples").join(example)
}

fn output(example: &str) -> String {
    let binary = binary(example);
    let run = Command::new(&binary).output().unwrap_or_else(|error| {
        panic!("{}: {error}; `cargo test` builds the examples, `cargo test --test it` alone does not", binary.display())
    });
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("UTF-8")
}

fn check(example: &str, expected: Expect) {
    expected.assert_eq(&output(example));
}

#[test]
fn the_program_of_the_readme_prints_typed_rows() {
    check(
        "packages",
        expect![[r#"
        alice/rna-seq at 1711754501: Some("Release 1.0")
        alice/rna-seq at 1710341898: None
        alice/rna-seq at 1708837328: Some("Normalise counts")
    "#]],
    );
}

#[test]
fn the_service_answers_what_it_can_and_leaves_nothing_running() {
    check(
        "service",
        expect![[r#"
        ending: 1 queries are given up
        20 answers, the first is `request 0: 1000 bytes scanned`; 20000 bytes scanned in all
        queries still running: 0
    "#]],
    );
}
