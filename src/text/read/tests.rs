use arrow_array::Array;
use proptest::prelude::*;

use super::*;
use crate::text;

/// Reads one text as a type and prints the value again.
fn again(data_type: &str, printed: &str) -> Result<String, Reason> {
    let data_type: AthenaType = data_type.parse().expect("a type");
    let mut column = TextColumn::new(&data_type, 1, Encoding::Plain);
    column.push(Some(printed))?;
    column.push(None)?;
    let array = column.finish().map_err(|(_, reason)| reason)?;
    assert_eq!(array.data_type(), &data_type.arrow());
    assert!(array.is_null(1));
    Ok(text::format_value(&array, 0).expect("a value"))
}

#[test]
fn every_format_is_read_and_printed_the_same() {
    let cases = [
        ("boolean", "true"),
        ("tinyint", "-128"),
        ("smallint", "32767"),
        ("integer", "-2147483648"),
        ("bigint", "9223372036854775807"),
        ("real", "0.1"),
        ("double", "0.30000000000000004"),
        ("double", "1.0E20"),
        ("double", "NaN"),
        ("double", "-Infinity"),
        ("double", "-0.0"),
        ("decimal(38,10)", "-1234567890123456789012345678.0123456789"),
        ("decimal(2,2)", "0.10"),
        ("varchar", " a,\"b\" "),
        ("char(3)", "a  "),
        ("varbinary", "31 ff 00"),
        ("varbinary", ""),
        ("date", "0001-01-01"),
        ("date", "2024-02-29"),
        ("time", "23:59:59.999"),
        ("time(6)", "01:02:03.000004"),
        ("time(9)", "01:02:03.000000004"),
        ("time with time zone", "01:02:03.456 America/Los_Angeles"),
        ("timestamp", "2017-01-02 01:02:03.000"),
        ("timestamp", "9999-12-31 23:59:59.999"),
        ("timestamp(6)", "1969-12-31 23:59:59.999999"),
        ("timestamp(9)", "2017-01-02 01:02:03.123456789"),
        ("timestamp(9) with time zone", "2017-01-02 01:02:03.123456789 UTC"),
        ("interval year to month", "-1-11"),
        ("interval day to second", "-0 00:00:01.000"),
        ("interval day to second", "12 23:59:59.999"),
        ("json", "{\"a\": [1, null]}"),
        ("uuid", "12151fd2-7586-11e9-8f9e-2a86e4085a59"),
        ("ipaddress", "10.0.0.1"),
    ];
    for (data_type, printed) in cases {
        assert_eq!(again(data_type, printed).as_deref(), Ok(printed), "{data_type}");
    }
}

#[test]
fn a_zone_is_a_name_or_an_offset_and_the_instant_is_kept() {
    let cases = [
        ("2024-07-01 12:00:00.000 America/New_York", "2024-07-01 16:00:00.000 UTC"),
        ("2024-01-01 12:00:00.000 America/New_York", "2024-01-01 17:00:00.000 UTC"),
        ("2024-01-01 12:00:00.000 +05:30", "2024-01-01 06:30:00.000 UTC"),
        ("2024-01-01 12:00:00 -08:00", "2024-01-01 20:00:00.000 UTC"),
    ];
    for (printed, utc) in cases {
        assert_eq!(again("timestamp with time zone", printed).as_deref(), Ok(utc));
    }
}

#[test]
fn what_cannot_be_read_without_loss_or_guess_is_an_error() {
    let cases = [
        ("boolean", "TRUE"),
        ("tinyint", "128"),
        ("integer", "1.0"),
        ("double", "inf"),
        ("decimal(4,2)", "1.234"),
        ("decimal(4,2)", ".5"),
        ("varbinary", "3"),
        ("varbinary", "+1"),
        ("date", "2023-02-29"),
        ("date", "23-02-01"),
        ("time", "24:00:00.000"),
        ("timestamp", "2017-01-02 01:02:03.000004"),
        ("timestamp(9)", "2017-01-02 01:02:03.123456789012"),
        ("timestamp(9)", "9999-01-02 01:02:03.000000000"),
        ("timestamp with time zone", "2026-11-01 01:30:00.000 America/New_York"),
        ("timestamp with time zone", "2026-03-08 02:30:00.000 America/New_York"),
        ("timestamp with time zone", "2026-03-08 02:30:00.000 Mars/Olympus"),
        ("interval year to month", "1"),
    ];
    for (data_type, printed) in cases {
        let reason = again(data_type, printed).expect_err(printed);
        assert!(reason.contains(printed), "{reason}");
    }
}

#[test]
fn twelve_digits_are_read_where_the_last_are_zeros() {
    let nine = again("timestamp(12)", "2017-01-02 01:02:03.123456789000");
    assert_eq!(nine.as_deref(), Ok("2017-01-02 01:02:03.123456789"));
}

proptest! {
    #[test]
    fn any_text_is_a_value_or_an_error(
        data_type in prop::sample::select(vec![
            "boolean", "tinyint", "bigint", "real", "double", "decimal(38,9)", "varbinary", "date", "time(12)", "timestamp",
            "timestamp(12)", "timestamp with time zone", "interval year to month", "interval day to second",
        ]),
        printed in "[-+0-9:. a-zA-Z/é]{0,30}",
    ) {
        let _ = again(data_type, &printed);
    }

    #[test]
    fn doubles_survive(value in any::<f64>()) {
        let mut column = TextColumn::new(&AthenaType::Double, 1, Encoding::Plain);
        let array: ArrayRef = Arc::new(arrow_array::Float64Array::from(vec![value]));
        column.push(text::format_value(&array, 0).as_deref()).expect("our own format");
        let back = column.finish().expect("an array");
        prop_assert_eq!(text::format_value(&back, 0), text::format_value(&array, 0));
    }

    #[test]
    fn instants_survive(micros in -62_135_596_800_000_000_i64..253_402_300_800_000_000) {
        let array: ArrayRef = Arc::new(arrow_array::TimestampMicrosecondArray::from(vec![micros]));
        let mut column = TextColumn::new(&AthenaType::Timestamp(6), 1, Encoding::Plain);
        column.push(text::format_value(&array, 0).as_deref()).expect("our own format");
        prop_assert_eq!(&column.finish().expect("an array"), &array);
    }
}
