//! How many digits of a second a column has.
//!
//! `ColumnInfo` says three for every time and timestamp, whatever its type, so that only values show it: Trino prints each value of a
//! `timestamp(p)` with `p` digits. The Arrow type is published before most rows are read, and it is not to depend on where pages end, nor
//! on whether the first values are NULL. So it keeps every value that Athena's tables can have:
//!
//! | Athena | Arrow |
//! |---|---|
//! | `time` of any precision | `Time64(Nanosecond)` |
//! | `timestamp` of up to six digits, which is what Hive's tables (three) and Iceberg's (six) have, with a time zone or without | `Timestamp(Microsecond)`, which reaches beyond the year 200,000 |
//! | `timestamp` of more digits, which only a CAST, a literal or a function makes | `Timestamp(Nanosecond)`, which ends in the year 2262, where one of the first rows shows that it is needed |
//!
//! Nanoseconds for all would end a result at `9999-12-31`, which many tables have for "never". The first [`ROWS`] rows decide, and while all of
//! these are NULL, those up to [`ROWS_OF_NULL`]. A value that does not fit is an error that says so, and is never rounded.
//!
//! The digits that were seen are kept beside the Arrow type, so that a value can be printed as Athena prints it.

use aws_sdk_athena::types::Row;

use crate::types::AthenaType;

/// The rows of a whole first page, without its header.
const ROWS: usize = 999;
/// The rows in which a first value is looked for: four more pages at most.
const ROWS_OF_NULL: usize = 5 * ROWS;

/// The most digits of a second among the first values of a column; `None` when all of them are NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Precision(Option<u8>);

impl Precision {
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a Row> + Clone, column: usize) -> Self {
        let digits = |row: &Row| row.data().get(column)?.var_char_value().map(digits);
        let most = rows.clone().take(ROWS).filter_map(digits).max();
        Self(most.or_else(|| rows.take(ROWS_OF_NULL).find_map(digits)))
    }

    /// Whether rows after these can change it.
    pub(super) fn can_be_shown_after<'a>(rows: impl Iterator<Item = &'a Row> + Clone, column: usize) -> bool {
        match rows.clone().take(ROWS_OF_NULL).count() {
            count if count < ROWS => true,
            count => count < ROWS_OF_NULL && Self::of(rows, column).0.is_none(),
        }
    }

    /// The type as which a column of times is read, and the name of its own type.
    pub(super) fn of_time(self, with_digits: fn(u8) -> AthenaType) -> (AthenaType, Option<String>) {
        (with_digits(9), Some(self.own(with_digits)))
    }

    /// The same for timestamps.
    pub(super) fn of_timestamp(self, with_digits: fn(u8) -> AthenaType) -> (AthenaType, Option<String>) {
        let read = match self.0 {
            Some(7..) => 9,
            _ => 6,
        };
        (with_digits(read), Some(self.own(with_digits)))
    }

    fn own(self, with_digits: fn(u8) -> AthenaType) -> String {
        with_digits(self.0.unwrap_or(3)).to_string()
    }
}

/// The digits of a second in a printed time. More than twelve are no time, which is for the reader to say.
fn digits(printed: &str) -> u8 {
    let fraction = printed.split_once('.').map_or("", |(_, fraction)| fraction);
    fraction.bytes().take(12).take_while(u8::is_ascii_digit).count() as u8
}
