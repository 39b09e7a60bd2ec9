//! One table of options, written in three places: README's table, the parameters of the URL, the setters of the builder.

use std::collections::BTreeSet;

use super::{builder::SETTERS, url::PARAMETERS};

/// The parameters that a setter is the typed form of.
const PARAMETERS_OF_SETTERS: &[(&str, &[&str])] = &[
    ("region", &["region_name"]),
    ("schema", &["schema_name"]),
    ("catalog", &["catalog_name"]),
    ("work_group", &["work_group"]),
    ("staging_dir", &["s3_staging_dir"]),
    ("encryption", &["encryption_option", "kms_key"]),
    ("expected_bucket_owner", &["expected_bucket_owner"]),
    ("bucket_owner_full_control", &["bucket_owner_full_control"]),
    ("credentials", &["aws_access_key_id", "aws_secret_access_key", "aws_session_token"]),
    ("profile_name", &["profile_name"]),
    ("role_arn", &["role_arn"]),
    ("role_session_name", &["role_session_name"]),
    ("external_id", &["external_id"]),
    ("role_duration", &["duration_seconds"]),
    ("endpoint_url", &["endpoint_url"]),
    ("s3_endpoint_url", &["s3_endpoint_url"]),
    ("result_mode", &["result_mode", "unload"]),
    ("result_reuse", &["result_reuse_enable", "result_reuse_minutes"]),
    ("stop_on_drop", &["kill_on_interrupt"]),
    ("price_per_tb", &["price_per_tb"]),
    ("query_budget", &["query_budget"]),
    ("session_budget", &["session_budget"]),
    ("read_only", &["read_only"]),
    ("max_concurrent_ddl", &["max_concurrent_ddl"]),
    ("max_concurrent_dml", &["max_concurrent_dml"]),
    ("poll_interval", &["poll_interval"]),
    ("deadline", &["deadline"]),
    ("request_timeout", &["request_timeout"]),
    ("max_attempts", &["max_attempts"]),
    ("retry_delay", &["retry_delay"]),
    // A URL cannot hold a function.
    ("on_progress", &[]),
];

/// The names in the first column of the README's table of parameters.
fn in_readme() -> Vec<&'static str> {
    let readme = include_str!("../../README.md");
    let table = readme.lines().skip_while(|line| !line.starts_with("| parameter |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

#[track_caller]
fn assert_same<'a>(
    left: &str,
    names: impl IntoIterator<Item = &'a str>,
    right: &str,
    others: impl IntoIterator<Item = &'a str>,
) {
    let (names, others): (Vec<_>, Vec<_>) = (names.into_iter().collect(), others.into_iter().collect());
    let (unique, other): (BTreeSet<_>, BTreeSet<_>) = (names.iter().collect(), others.iter().collect());
    assert_eq!(unique.len(), names.len(), "{left} has a name twice: {names:?}");
    assert_eq!(other.len(), others.len(), "{right} has a name twice: {others:?}");
    let (missing, surplus) = (unique.difference(&other), other.difference(&unique));
    let (missing, surplus): (Vec<_>, Vec<_>) = (missing.collect(), surplus.collect());
    assert!(missing.is_empty(), "in {left}, but not in {right}: {missing:?}");
    assert!(surplus.is_empty(), "in {right}, but not in {left}: {surplus:?}");
}

#[test]
fn readme_url_and_builder_have_the_same_options() {
    let parameters = || PARAMETERS.iter().map(|(name, _)| *name);
    assert_same("the URL's parameters", parameters(), "README's table", in_readme());
    let setters = PARAMETERS_OF_SETTERS.iter().map(|(setter, _)| *setter);
    assert_same("the builder's setters", SETTERS.iter().copied(), "this test's table", setters);
    let of_setters = PARAMETERS_OF_SETTERS.iter().flat_map(|(_, parameters)| parameters.iter().copied());
    assert_same("the URL's parameters", parameters(), "the parameters of setters", of_setters);
}
