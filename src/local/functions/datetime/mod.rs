//! Dates, times and intervals ("Date and time functions and operators"), in the groups of Trino's page. All instants are UTC, the time zone
//! of Athena's sessions.
//!
//! | file | what |
//! |---|---|
//! | `calendar` | `year` … `millisecond`, `last_day_of_month`, `date_trunc`, `date_add`, `date_diff` |
//! | `format` | `date_format`, `date_parse` |
//! | `unix_and_iso` | `from_unixtime`, `to_unixtime`, ISO 8601, `AT TIME ZONE` |
//! | `interval` | intervals, and the operators `+`, `-`, `*` of dates, times and intervals |
//! | `instants` | what these share: dates and times as milliseconds since 1970 |

mod calendar;
mod format;
mod instants;
mod interval;
mod unix_and_iso;

use datafusion::logical_expr::ScalarUDF;

pub(super) use self::{
    instants::{MILLIS_PER_DAY, instant_scalar},
    interval::negated,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    [calendar::all(), format::all(), interval::all(), unix_and_iso::all()].into_iter().flatten().collect()
}
