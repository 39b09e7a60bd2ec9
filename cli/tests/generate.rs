//! `generate`: what it writes is what is checked in, which the library's tests compile, compare with what is there and fetch rows through.

use std::{
    fs,
    process::{Command, Output},
};

use expect_test::expect_file;
use quilt_athena::testing::{Answer, Operation, TestServer};
use serde_json::json;

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quilt-athena"));
    command.env_remove("QUILT_ATHENA_URL").args(args).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn stdout(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// rustfmt, with its own settings, has nothing to change.
fn assert_formatted(code: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("generated.rs");
    fs::write(&file, code).expect("a file");
    let output = Command::new("rustfmt").args(["--check", "--edition", "2024"]).arg(&file).output();
    let output = output.expect("rustfmt, which is part of the toolchain");
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

/// An empty folder with the tables and views of `odd.sql`.
fn odd() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("odd-bucket/lines")).expect("a folder");
    let url = format!("local:{}", folder.path().display());
    for statement in include_str!("../../tests/generated/odd.sql").split_terminator(";\n") {
        stdout(&["--url", &url, "query", statement]);
    }
    (folder, url)
}

#[test]
fn the_bundled_registry_has_the_structs_that_are_checked_in() {
    let code = stdout(&["generate", "--bucket", "example-packages"]);
    expect_file!["../../tests/generated/bundled.rs"].assert_eq(&code);
    assert_formatted(&code);
}

#[test]
fn odd_names_and_types_have_the_structs_that_are_checked_in() {
    let (_folder, url) = odd();
    let code = stdout(&["--url", &url, "generate"]);
    expect_file!["../../tests/generated/odd.rs"].assert_eq(&code);
    assert_formatted(&code);
    let code = stdout(&["--url", &url, "generate", "--features", "rust_decimal,serde_json,uuid"]);
    expect_file!["../../tests/generated/odd_features.rs"].assert_eq(&code);
    assert_formatted(&code);
}

#[test]
fn tables_can_be_named_and_a_schema_is_said_in_the_code() {
    let code = stdout(&["generate", "quilt_named_packages_example-packages", "--schema", "default"]);
    assert_eq!(code.matches("pub struct").count(), 1);
    let doc = "/// The table or view `quilt_named_packages_example-packages` of the schema `default`: its handles need `.in_schema(\"default\")`.";
    assert!(code.contains(doc), "{code}");
    assert!(code.contains("#[athena(view = \"quilt_named_packages_example-packages\")]"), "{code}");
    assert_formatted(&code);
}

#[test]
fn wrong_names_say_what_is_there() {
    for (args, code, expected) in [
        (
            &["generate", "quilt_manifest"][..],
            1,
            "table or view `quilt_manifest` does not exist; did you mean `quilt_manifests_example-packages`?",
        ),
        (&["generate", "--schema", "nosuch"], 1, "schema `nosuch` does not exist"),
        (&["generate", ""], 1, "`` cannot be a name in Athena: it is empty"),
        (&["generate", "--bucket", "My_Bucket"], 2, "S3 allows no upper-case letters"),
        (&["generate", "--features", "chrono"], 2, "possible values: rust_decimal, serde_json, uuid"),
    ] {
        let output = run(args);
        let said = text(&output.stderr);
        assert!(said.contains(expected), "{args:?}: {said}");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(code), 0), "{args:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_athena_partition_columns_comments_and_strange_types_are_told() {
    let server = TestServer::start().await.expect("a server");
    server.query("SHOW TABLES").column("tab_name", "string").row([Some("events")]).row([Some("unions")]);
    // Both are asked for together: the same answer serves for either.
    let answer = Answer::json(json!({"TableMetadata": {
        "Name": "events",
        "Columns": [
            {"Name": "at", "Type": "timestamp", "Comment": "when\nit was"},
            {"Name": "u", "Type": "uniontype<int,string>"},
            {"Name": "raw", "Type": "array<binary>"},
            {"Name": "AT", "Type": "string"},
        ],
        "PartitionKeys": [{"Name": "day", "Type": "date", "Comment": "of the file"}],
    }}));
    server.once(Operation::Other, answer.clone());
    server.once(Operation::Other, answer);
    let output = run(&["--url", &server.connection_url(), "generate"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let code = text(&output.stdout);
    let expected = r#"
/// The table or view `events`.
#[derive(Debug, Clone, AthenaView, AthenaRow)]
#[athena(view = "events")]
#[athena(from = Events)]
pub struct Events {
    /// `timestamp`: when it was
    pub at: Option<chrono::NaiveDateTime>,
    // `raw`, `array(varbinary)`: Athena cannot cast it to JSON: select what is inside it.
    // `AT`, `varchar`: another column has that name.
    /// `date`, a partition column: of the file
    pub day: Option<chrono::NaiveDate>,
    // `u`, `uniontype<int,string>`: the type is not supported; CAST it in a view.
}
"#;
    assert!(code.contains(expected), "{code}");
    assert_formatted(&code);
    server.verify();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_only_query_can_generate() {
    let server = TestServer::start().await.expect("a server");
    server.once(Operation::Other, Answer::access_denied("athena:GetTableMetadata"));
    let sql = "SELECT column_name, data_type, comment, extra_info FROM \"information_schema\".\"columns\" \
               WHERE table_schema = 'default' AND table_name = 'events' ORDER BY ordinal_position";
    let mut script = server.query(sql);
    for column in ["column_name", "data_type", "comment", "extra_info"] {
        script = script.column(column, "varchar");
    }
    script.row([Some("tags"), Some("map(varchar, array(bigint))"), None, Some("partition key")]);
    let output = run(&["--url", &server.connection_url(), "generate", "events"]);
    let code = text(&output.stdout);
    let field = "    /// `map(varchar, array(bigint))`, a partition column\n    pub tags: Option<BTreeMap<String, Option<Vec<Option<i64>>>>>,\n";
    assert!(
        code.contains("use std::collections::BTreeMap;\n\n") && code.contains(field),
        "{code}{}",
        text(&output.stderr)
    );
    assert_formatted(&code);
    server.verify();
}
