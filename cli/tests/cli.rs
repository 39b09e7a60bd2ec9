//! The command line as a user meets it: the built binary, its output, its exit codes.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quilt-athena"));
    command.env_remove("QUILT_ATHENA_URL");
    command
}

fn run(args: &[&str]) -> Output {
    binary().args(args).output().expect("the binary runs")
}

/// Standard output of a command that has to succeed.
fn stdout(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Exit code and standard error of a command that has to fail with nothing on standard output.
fn failure(args: &[&str]) -> (i32, String) {
    let output = run(args);
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.stdout.is_empty(), "{args:?} printed {}", String::from_utf8_lossy(&output.stdout));
    assert!(!stderr.contains("panicked") && !stderr.contains("   0:"), "{args:?}: {stderr}");
    (output.status.code().expect("an exit code"), stderr)
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// A registry somewhere on disk, without a catalog, and its address.
fn elsewhere(tree: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&repository(tree), folder.path());
    let _ = fs::remove_dir_all(folder.path().join(".athena"));
    let url = format!("local:{}", folder.path().display());
    (folder, url)
}

fn rows(json: &str) -> Vec<Value> {
    serde_json::from_str(json).expect("a JSON array")
}

fn sorted(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_key(|row| format!("{}\0{}\0{}", row["user"], row["name"], row["timestamp"]));
    rows
}

#[test]
fn packages_are_what_quilt3_lists_for_the_bundled_registry() {
    let recorded = fs::read_to_string(repository("tests/registry/packages.json")).expect("the record");
    let found = stdout(&["packages", "--format", "json"]);
    assert_eq!(sorted(rows(&found)), sorted(rows(&recorded)));
    let lines = stdout(&["packages", "--format", "jsonl"]);
    let lines: Vec<Value> =
        lines.split_terminator('\n').map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines, rows(&found));
}

#[test]
fn packages_can_be_narrowed() {
    let of = |args: &[&str]| rows(&stdout(&[&["packages", "--format", "json"], args].concat()));
    assert!(of(&["--latest"]).iter().all(|row| row["timestamp"] == "latest"));
    assert_eq!(of(&["--latest"]).len(), 17);
    assert!(
        of(&["example-packages", "--user", "alice", "--name", "rna-seq"]).iter().all(|row| row["name"] == "rna-seq")
    );
    assert_eq!(of(&["--user", "nobody"]), [] as [Value; 0]);
    assert_eq!(of(&["--limit", "3"]).len(), 3);
}

#[test]
fn a_registry_without_a_catalog_is_read_and_left_as_it_is() {
    let (folder, url) = elsewhere("tests/buckets");
    assert_eq!(rows(&stdout(&["--url", &url, "packages", "example-packages", "--format", "json"])).len(), 87);
    assert!(!folder.path().join(".athena").exists());
    let output = binary()
        .args(["packages", "--limit", "1", "--format", "csv"])
        .env("QUILT_ATHENA_URL", &url)
        .output()
        .expect("it runs");
    assert!(
        String::from_utf8_lossy(&output.stdout)
            .starts_with("\"user\",\"name\",\"timestamp\",\"hash\",\"message\"\n\"alice\",")
    );
}

#[test]
fn tables_are_made_shown_verified_and_dropped() {
    let (folder, url) = elsewhere("tests/odd-buckets");
    let tables = |command: &str| run(&["--url", &url, "tables", command, "odd-bucket"]);
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();

    let missing = tables("verify");
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        said(&missing).contains("quilt_manifests_odd-bucket_view: it does not exist")
            && said(&missing).contains("4 differences")
    );
    assert!(said(&tables("create")).contains("quilt_manifests_odd-bucket created"));
    assert!(said(&tables("create")).contains("quilt_manifests_odd-bucket kept"));
    assert_eq!(tables("verify").status.code(), Some(0));
    let shown = String::from_utf8(tables("show").stdout).expect("UTF-8");
    assert_eq!(shown.matches("CREATE EXTERNAL TABLE").count() + shown.matches("CREATE VIEW").count(), 4);
    assert_eq!(stdout(&["--url", &url, "query", "SHOW TABLES", "--format", "csv"]).lines().count(), 5);
    assert!(said(&tables("drop")).contains("quilt_manifests_odd-bucket dropped"));
    assert_eq!(stdout(&["--url", &url, "query", "SHOW TABLES", "--format", "csv"]), "\"tab_name\"\n");
    assert!(folder.path().join("odd-bucket/.quilt/packages").is_dir(), "files stay");
}

#[test]
fn a_dry_run_prints_sql_and_needs_no_engine() {
    for command in ["create", "drop"] {
        let sql = stdout(&["--url", "local:/nowhere", "tables", command, "my-bucket", "--dry-run"]);
        assert_eq!(sql.matches(";\n").count(), 4, "{sql}");
    }
    let sql = stdout(&["sql", "packages", "my-bucket", "--user", "o'neil", "--latest"]);
    assert!(
        sql.contains("WHERE \"named_package\".\"user\" = 'o''neil' AND \"named_package\".\"timestamp\" = 'latest'"),
        "{sql}"
    );
    let again = stdout(&["query", &stdout(&["sql", "packages", "--limit", "2"]), "--format", "csv"]);
    assert_eq!(again, stdout(&["packages", "--limit", "2", "--format", "csv"]));
}

#[test]
fn every_format_keeps_null_apart_from_the_empty_string() {
    let query =
        ["query", "SELECT 'a\"b,c' AS t, '' AS e, CAST(NULL AS varchar) AS n, 1.5 AS d, 7 AS i, true AS b", "--format"];
    let of = |format: &str| stdout(&[query[0], query[1], query[2], format]);
    assert_eq!(of("csv"), "\"t\",\"e\",\"n\",\"d\",\"i\",\"b\"\n\"a\"\"b,c\",\"\",,\"1.5\",\"7\",\"true\"\n");
    assert_eq!(of("json"), "[{\"t\":\"a\\\"b,c\",\"e\":\"\",\"n\":null,\"d\":1.5,\"i\":7,\"b\":true}]\n");
    assert_eq!(of("jsonl"), "{\"t\":\"a\\\"b,c\",\"e\":\"\",\"n\":null,\"d\":1.5,\"i\":7,\"b\":true}\n");
    assert!(of("table").contains("│ a\"b,c ┆   ┆ NULL ┆ 1.5 ┆ 7 ┆ true │"), "{}", of("table"));
    assert_eq!(stdout(&["query", "SELECT 1 AS a WHERE false", "--format", "json"]), "[]\n");
    let moved = stdout(&["query", "SELECT U&'\\001b[2J' || U&'\\000a' AS t"]);
    assert!(moved.contains("\\u{1b}[2J\\n"), "a value moves no cursor: {moved}");
}

#[test]
fn wrong_usage_exits_with_2_and_failures_with_1() {
    for (args, code, expected) in [
        (&["packages", "Not_A_Bucket"][..], 2, "S3 allows no upper-case letters"),
        (&["packages", "--format", "xml"], 2, "possible values: table, json, jsonl, csv"),
        (&["pakages"], 2, "unrecognized subcommand"),
        (&["--url", "mysql://x", "packages"], 2, "`mysql` is not the scheme"),
        (&["--url", "local:/nowhere/at/all", "packages"], 1, "cannot open /nowhere/at/all: No such file"),
        (&["packages", "other-bucket"], 1, "bucket `other-bucket` does not exist"),
        (&["tables", "create", "other-bucket"], 1, "bucket `other-bucket` does not exist"),
        (&["query", "SELEC 1"], 1, "line 1:1: mismatched input 'selec'"),
        (&["query", "SELECT *\nFROM t WHERE"], 1, "line 2:"),
        (&["query", "SELECT * FROM quilt_manifest"], 1, "did you mean `quilt_manifests_example-packages`?"),
        (&["query", "SELECT 1 / x FROM (VALUES (0)) t(x)"], 1, "DIVISION_BY_ZERO"),
        (&["query"], 2, "required arguments were not provided"),
        (&["query", "SELECT 1", "--file", "x.sql"], 2, "cannot be used with"),
        (&["query", "--fromat", "json", "SELECT 1"], 2, "invalid value '--fromat'"),
        (&["query", "SELECT", "1"], 2, "unexpected argument `1`: put the whole statement in quotes"),
        (&["query", "--fromat=json"], 2, "there is no such option"),
        (
            &["query", "--file", "/nowhere/at/all.sql"],
            1,
            "cannot read the statement from /nowhere/at/all.sql: No such file",
        ),
        (&["query", "SELECT 1 AS a, 2 AS a", "--format", "json"], 2, "two columns of the result have the name `a`"),
        (&["query", "SELECT CAST(ROW(1, 2) AS row(b int, b int))", "--format", "jsonl"], 2, "the name `b`"),
    ] {
        let (found, stderr) = failure(args);
        assert_eq!(found, code, "{args:?}: {stderr}");
        assert!(stderr.contains(expected), "{args:?}: {stderr}");
    }
    let empty = tempfile::tempdir().expect("a folder");
    let (code, stderr) = failure(&["--url", &format!("local:{}", empty.path().display()), "packages"]);
    assert!(code == 1 && stderr.contains("contains no Quilt registry"), "{stderr}");
    assert_eq!(fs::read_dir(empty.path()).expect("a folder").count(), 0, "nothing was made");
}

/// Runs with something on standard input.
fn fed(args: &[&str], input: &[u8]) -> Output {
    let mut child = binary()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_statement_comes_from_an_argument_a_file_or_standard_input() {
    let sql = "-- how many\nSELECT count(*) AS n\nFROM (VALUES 1, 2) t(x);\n";
    let expected = "\"n\"\n\"2\"\n";
    assert_eq!(stdout(&["query", sql, "--format", "csv"]), expected, "SQL may begin with a comment");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("count.sql");
    for text in [sql.to_owned(), format!("\u{feff}{sql}")] {
        fs::write(&file, &text).expect("a file");
        assert_eq!(stdout(&["query", "--file", &file.to_string_lossy(), "--format", "csv"]), expected);
        for args in [["query", "-"], ["query", "--file=-"]] {
            let output = fed(&[&args[..], &["--format", "csv"]].concat(), text.as_bytes());
            assert_eq!(
                String::from_utf8_lossy(&output.stdout),
                expected,
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
    let output = fed(&["query", "-"], b"SELECT '\xff'");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("standard input: the byte at 8 is no UTF-8") && output.status.code() == Some(1), "{error}");
    let output = fed(&["query", "-"], b"");
    assert!(String::from_utf8_lossy(&output.stderr).contains("an empty string is not a statement"));
}

#[test]
fn json_has_every_number_and_each_name_once() {
    let sql = "SELECT nan() AS a, -infinity() AS b, CAST(infinity() AS real) AS c, ARRAY[nan(), 1.5e0] AS d, 1e300 AS e, CAST(0.1e0 AS real) AS f, CAST(NULL AS double) AS g";
    let expected = r#"{"a":"NaN","b":"-Infinity","c":"Infinity","d":["NaN",1.5],"e":1e300,"f":0.1,"g":null}"#;
    assert_eq!(stdout(&["query", sql, "--format", "jsonl"]), format!("{expected}\n"));
    assert_eq!(stdout(&["query", sql, "--format", "json"]), format!("[{expected}]\n"));
    let twice = "SELECT 1 AS a, 2 AS a";
    assert_eq!(stdout(&["query", twice, "--format", "csv"]), "\"a\",\"a\"\n\"1\",\"2\"\n");
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let mut child = binary()
        .args(["query", "SELECT a.logical_key AS a, b.logical_key AS b, c.logical_key AS c FROM \"quilt_manifests_example-packages\" a, \"quilt_manifests_example-packages\" b, (VALUES (1), (2)) x(n) CROSS JOIN \"quilt_manifests_example-packages\" c WHERE c.size = '25'", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut [0; 64]).expect("some output");
    drop(out);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    std::io::stdout().flush().expect("our own output");
}
