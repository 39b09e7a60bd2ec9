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
fn joins_make_options_of_columns_and_rows_of_array_elements() {
    check(
        "joins",
        expect![[r#"
            0 revisions have no manifest
            [("and", 6), ("Add", 5), ("images", 5)]
            80 revisions have a message
        "#]],
    );
}

#[test]
fn a_cte_and_a_window_find_the_newest_revisions() {
    check(
        "cte_and_window",
        expect![[r#"
        WITH "numbered" AS (SELECT "named_package"."user" AS "user", "named_package"."name" AS "name", "named_package"."timestamp" AS "timestamp", row_number() OVER (PARTITION BY "named_package"."user", "named_package"."name" ORDER BY "named_package"."timestamp" DESC) AS "position" FROM "quilt_named_packages_example-packages_view" AS "named_package" WHERE "named_package"."timestamp" <> 'latest') SELECT "numbered"."user", "numbered"."name", "numbered"."timestamp" FROM "numbered" AS "numbered" WHERE "numbered"."position" = 1 ORDER BY "numbered"."timestamp" DESC LIMIT 3
        dave/pipeline-v1_0 at 1712217565
        erin/weather_2023 at 1712141667
        carol/quotes at 1711830627
    "#]],
    );
}

#[test]
fn filters_and_columns_chosen_at_run_time_are_checked_by_name() {
    check(
        "dynamic_filters",
        expect![[r#"
            {"name": "rna_seq-2", "hash": "9400e258030d13c4fa9d0408f25f17a0abfd7681d5774d92e2f93f8f656a87e0"}
            {"name": "rna-seq", "hash": "9334177b75927cc9962333dc79472b8663f9b32cd672e63fc78a5d2d181312a6"}
            this query cannot be sent: `nmae` is not a column of "named_package". Did you mean `name`? It has path, user, name, timestamp, hash
        "#]],
    );
}

#[test]
fn statements_that_write_are_printed() {
    check(
        "writing",
        expect![[r#"
        CREATE TABLE "package_statistics_2024" WITH (external_location = 's3://my-bucket/statistics-2024/', format = 'PARQUET', partitioned_by = ARRAY['user']) AS SELECT "named_package"."name" AS "name", COUNT(*) AS "revisions", MAX("named_package"."timestamp") AS "newest", "named_package"."user" AS "user" FROM "quilt_named_packages_my-bucket_view" AS "named_package" WHERE "named_package"."timestamp" <> 'latest' GROUP BY "named_package"."name", "named_package"."user"

        CREATE TABLE IF NOT EXISTS `package_statistics` (
          `name` string,
          `revisions` bigint,
          `newest` string,
          `user` string
        )
        PARTITIONED BY (`user`)
        LOCATION 's3://my-bucket/statistics/'
        TBLPROPERTIES ('table_type'='ICEBERG')

        MERGE INTO "package_statistics" AS "statistics" USING (SELECT "named_package"."name" AS "name", COUNT(*) AS "revisions", MAX("named_package"."timestamp") AS "newest", "named_package"."user" AS "user" FROM "quilt_named_packages_my-bucket_view" AS "named_package" WHERE "named_package"."timestamp" <> 'latest' GROUP BY "named_package"."name", "named_package"."user") AS "counted" ON "statistics"."user" = "counted"."user" AND "statistics"."name" = "counted"."name" WHEN MATCHED THEN UPDATE SET "revisions" = "counted"."revisions", "newest" = "counted"."newest" WHEN NOT MATCHED THEN INSERT ("name", "revisions", "newest", "user") VALUES ("counted"."name", "counted"."revisions", "counted"."newest", "counted"."user")
    "#]],
    );
}

#[test]
fn a_result_streams_as_rows_and_as_arrow_batches() {
    check(
        "streaming",
        expect![[r#"
            87 rows, 80 of them with a message
            87 rows of user Utf8, name Utf8, timestamp Utf8, hash Utf8, message Utf8
        "#]],
    );
}

#[test]
fn reflected_columns_are_listed_queried_and_compared_with_a_struct() {
    check(
        "reflection",
        expect![[r#"
            tophash varchar
            message varchar
            1 manifests
            "quilt_named_packages_example-packages_view" does not fit `Package`: column `usr` does not exist (did you mean `user`?); column `name` is varchar, which a field of bigint cannot be read from
        "#]],
    );
}

#[test]
fn the_service_answers_what_it_can_and_leaves_nothing_running() {
    check(
        "service",
        expect![[r#"
        ending: 1 query is abandoned
        20 answers, the first is `request 0: 1000 bytes scanned`; 20000 bytes scanned in all
        queries still running: 0
    "#]],
    );
}

#[test]
fn a_program_is_tested_over_files_and_against_a_server() {
    check(
        "testing",
        expect![[r#"
        over files: [2]
        against a server: [7]
        requests to start it: 2
        refused: true
    "#]],
    );
}

#[test]
fn an_engine_of_ones_own_answers_from_its_cache() {
    check(
        "own_engine",
        expect![[r#"
        87 rows
        87 rows
        87 rows
        asked 1 time
    "#]],
    );
}
