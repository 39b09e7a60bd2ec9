//! Dates, times and intervals ("Date and time functions and operators"), in the groups of Trino's page. The time zone of Athena's sessions is
//! UTC; values have zones of their own as well ([`temporal`](crate::local::temporal)).
//!
//! | file | what |
//! |---|---|
//! | `parts` | `year` … `millisecond`, `timezone_hour`, `last_day_of_month` |
//! | `extract` | `EXTRACT(field FROM x)` |
//! | `calendar` | `date_trunc`, `date_add`, `date_diff` |
//! | `format` | `date_format`, `date_parse` |
//! | `joda` | `format_datetime`, `parse_datetime` |
//! | `parsed` | dates and times that are parsed field by field |
//! | `unix_and_iso` | `from_unixtime`, `to_unixtime`, ISO 8601 |
//! | `zones` | `AT TIME ZONE`, `with_timezone` |
//! | `interval` | the operators `+`, `-`, `*`, `/` of dates, times and intervals |
//! | `duration` | `parse_duration`, `human_readable_seconds` |
//! | `instants` | what these share |

mod calendar;
mod duration;
mod extract;
mod format;
mod instants;
mod interval;
mod joda;
mod parsed;
mod parts;
mod unix_and_iso;
mod zones;

use datafusion::logical_expr::ScalarUDF;

pub(super) use self::interval::negated;
pub(in crate::local) use self::zones::conversion;

pub(super) fn all() -> Vec<ScalarUDF> {
    [
        calendar::all(),
        duration::all(),
        extract::all(),
        format::all(),
        interval::all(),
        joda::all(),
        parts::all(),
        unix_and_iso::all(),
        zones::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
