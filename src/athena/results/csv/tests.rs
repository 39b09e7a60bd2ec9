use std::sync::Arc;

use arrow_array::{Array, cast::AsArray};
use aws_sdk_athena::types::ColumnInfo;
use proptest::prelude::*;

use super::*;
use crate::ErrorKind;

fn columns(count: usize) -> ResultColumns {
    let info = |i| ColumnInfo::builder().name(format!("c{i}")).r#type("varchar").build().expect("a column");
    ResultColumns::new(&(0..count).map(info).collect::<Vec<_>>(), &[], std::iter::empty()).expect("columns")
}

/// As Athena writes it.
fn object(rows: &[Vec<Option<String>>], columns: usize) -> String {
    let header = (0..columns).map(|i| Some(format!("c{i}"))).collect();
    let mut text = String::new();
    for row in std::iter::once(&header).chain(rows) {
        let cells: Vec<String> = row
            .iter()
            .map(|cell: &Option<String>| {
                cell.as_ref().map_or_else(String::new, |cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            })
            .collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// Reads an object that arrives in segments of this size.
fn read(text: &[u8], segment_size: usize, count: usize) -> Result<Vec<Vec<Option<String>>>> {
    // Two segments a range, so that rows cross both.
    let ranges = text.chunks(segment_size * 2);
    let ranges: Vec<Result<Vec<Bytes>>> =
        ranges.map(|range| Ok(range.chunks(segment_size).map(Bytes::copy_from_slice).collect())).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let batches: Vec<RecordBatch> =
        runtime.block_on(batches(stream::iter(ranges).boxed(), columns(count)).try_collect())?;
    let mut rows = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let cell =
                |column: &Arc<dyn Array>| column.is_valid(row).then(|| column.as_string::<i32>().value(row).to_owned());
            rows.push(batch.columns().iter().map(cell).collect());
        }
    }
    Ok(rows)
}

#[test]
fn null_and_empty_differ_and_a_lone_null_is_an_empty_line() {
    let rows = vec![vec![None], vec![Some(String::new())], vec![None]];
    assert_eq!(object(&rows, 1), "\"c0\"\n\n\"\"\n\n");
    assert_eq!(read(object(&rows, 1).as_bytes(), 1000, 1).expect("rows"), rows);
}

#[test]
fn what_is_not_in_athenas_format_is_an_error_with_its_row() {
    let cases = [
        ("\"c0\",\"c1\"\n\"a\",\"b\"", "ends in the middle of a row"),
        ("\"c0\",\"c1\"\n\"a\",\"b\n", "ends in the middle of a row"),
        ("\"c0\",\"c1\"\n\"a\",\"b\"\n\"a\"\n", "row 1 of the CSV object does not have 2 values"),
        ("\"c0\",\"c1\"\n\"a\",b\n", "row 0 of the CSV object is not in the format that Athena writes"),
        ("\"c0\"\n\"a\"\n", "has 1 columns, but the result has 2"),
        ("c0,c1\n", "the header row"),
    ];
    for (text, expected) in cases {
        let error = read(text.as_bytes(), 7, 2).expect_err(text);
        assert!(matches!(error.kind(), ErrorKind::MalformedResult { .. }));
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_an_error() {
    let error = read(b"\"c0\"\n\"\xff\"\n", 100, 1).expect_err("not UTF-8");
    assert!(error.to_string().contains("UTF-8"), "{error}");
}

fn cell() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(proptest::string::string_regex("[a\",\n\ré\u{2028}]{0,6}").expect("a pattern"))
}

proptest! {
    #[test]
    fn rows_survive_whatever_they_hold_and_however_they_come(
        rows in (1_usize..4).prop_flat_map(|n| proptest::collection::vec(proptest::collection::vec(cell(), n), 0..12)),
        segment_size in 1_usize..40,
    ) {
        let count = rows.first().map_or(1, Vec::len);
        prop_assert_eq!(read(object(&rows, count).as_bytes(), segment_size, count).expect("rows"), rows);
    }

    #[test]
    fn any_bytes_are_rows_or_an_error(text in proptest::collection::vec(any::<u8>(), 0..80), segment_size in 1_usize..40) {
        let _ = read(&text, segment_size, 2);
    }
}
