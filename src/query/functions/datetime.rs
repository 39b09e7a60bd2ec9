//! Dates and times. `timestamp with time zone` is `DateTime<Utc>`; the time zone of Athena's sessions is UTC.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::{
    Argument, BaseOf, Expr, Expression, FragmentKind, NullableLike, NullableLike2, SqlFragment, SqlType, call, keyword,
};
use crate::query::{ast::Ast, typing::Number};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DateTimeUnit {
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl DateTimeUnit {
    /// A constant, not a value: it stays in the SQL of a query with parameters.
    fn keyword(self) -> Ast {
        let keyword = match self {
            Self::Millisecond => "millisecond",
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        };
        Ast::Constant(keyword.into())
    }
}

/// A date or a timestamp.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a date or timestamp",
    label = "expected a date or a timestamp"
)]
pub trait HasDate {}

impl HasDate for NaiveDate {}
impl HasDate for NaiveDateTime {}
impl HasDate for DateTime<Utc> {}

/// A time or a timestamp.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a time or timestamp",
    label = "expected a time or a timestamp"
)]
pub trait HasTime {}

impl HasTime for NaiveTime {}
impl HasTime for NaiveDateTime {}
impl HasTime for DateTime<Utc> {}

/// A date, a time or a timestamp.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a date, time or timestamp",
    label = "expected a date, a time or a timestamp"
)]
pub trait Temporal {}

impl Temporal for NaiveDate {}
impl Temporal for NaiveTime {}
impl Temporal for NaiveDateTime {}
impl Temporal for DateTime<Utc> {}

functions! {
    datetime;
    /// `now()`: the instant at which the query started.
    [now() => "now()"]
    now() -> like DateTime<Utc>;

    /// `from_iso8601_date(string)`: the date that a string such as `2020-05-11`, `2020-W20` or `2020-132` stands for. An invalid date fails the
    /// query.
    [from_iso8601_date(e.name) => r#"from_iso8601_date("entry"."name")"#]
    from_iso8601_date(string: String) -> like NaiveDate;

    /// `from_iso8601_timestamp(string)`: the instant that a string such as `2020-05-11T11:15:05+01:00` stands for; in UTC if it names no time
    /// zone. An invalid timestamp fails the query.
    [from_iso8601_timestamp(e.name) => r#"from_iso8601_timestamp("entry"."name")"#]
    from_iso8601_timestamp(string: String) -> like DateTime<Utc>;

    /// `parse_duration(string)`: the interval that a string such as `3.81 d` stands for; the units are `ns`, `us`, `ms`, `s`, `m`, `h` and `d`. An
    /// invalid duration fails the query.
    [parse_duration(e.name) => r#"parse_duration("entry"."name")"#]
    parse_duration(string: String) -> like TimeDelta;

    /// `human_readable_seconds(seconds)`: the number of seconds in words, such as `1 minute, 36 seconds`.
    [human_readable_seconds(e.ratio) => r#"human_readable_seconds("entry"."ratio")"#]
    human_readable_seconds(seconds: f64) -> like String;

    /// `date_parse(string, format)`: the timestamp that a string in a MySQL format, such as `%Y-%m-%d %H:%i:%s`, stands for. A string in another
    /// format fails the query.
    [date_parse(e.name, "%Y-%m-%d") => r#"date_parse("entry"."name", '%Y-%m-%d')"#]
    date_parse(string: String, format: String) -> like NaiveDateTime;

    /// `parse_datetime(string, format)`: the instant that a string in a Joda-Time format, such as `yyyy-MM-dd HH:mm:ss`, stands for. A string in
    /// another format fails the query.
    [parse_datetime(e.name, "yyyy-MM-dd") => r#"parse_datetime("entry"."name", 'yyyy-MM-dd')"#]
    parse_datetime(string: String, format: String) -> like DateTime<Utc>;

    /// `at_timezone(instant, zone)`: the same instant in another time zone. An unknown time zone fails the query. In Rust it is the same
    /// `DateTime<Utc>`; parts of it, such as [`hour`], differ.
    [at_timezone(e.zoned, "America/New_York") => r#"at_timezone("entry"."zoned", 'America/New_York')"#]
    at_timezone(instant: DateTime<Utc>, zone: String) -> like DateTime<Utc>;

    /// `with_timezone(timestamp, zone)`: the instant at which the timestamp is the local time of a time zone. An unknown time zone fails the query.
    [with_timezone(e.at, "America/New_York") => r#"with_timezone("entry"."at", 'America/New_York')"#]
    with_timezone(timestamp: NaiveDateTime, zone: String) -> like DateTime<Utc>;
}

/// `current_date`: the date on which the query started.
///
#[doc = example!(datetime::current_date; current_date() => "current_date")]
pub fn current_date() -> Expr<(), NaiveDate> {
    keyword("current_date")
}

/// `current_timestamp`: the instant at which the query started.
///
#[doc = example!(datetime::current_timestamp; current_timestamp() => "current_timestamp")]
pub fn current_timestamp() -> Expr<(), DateTime<Utc>> {
    keyword("current_timestamp")
}

/// `localtimestamp`: the local time at which the query started, in the time zone of Athena's sessions.
///
#[doc = example!(datetime::localtimestamp; localtimestamp() => "localtimestamp")]
pub fn localtimestamp() -> Expr<(), NaiveDateTime> {
    keyword("localtimestamp")
}

macro_rules! parts {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident($value:ident: $kind:ident) -> $result:ty;)+) => {$(
        documented! {
            example datetime::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<E: Expression>($value: E) -> Expr<E::Reads, NullableLike<E::Type, $result>>
            where
                BaseOf<E>: $kind,
            {
                call(stringify!($name), [$value.ast()])
            }
        }
    )+};
}

parts! {
    /// `year(date)`: the year.
    [year(e.day) => r#"year("entry"."day")"#]
    year(date: HasDate) -> i64;

    /// `quarter(date)`: the quarter, 1 to 4.
    [quarter(e.day) => r#"quarter("entry"."day")"#]
    quarter(date: HasDate) -> i64;

    /// `month(date)`: the month, 1 to 12.
    [month(e.day) => r#"month("entry"."day")"#]
    month(date: HasDate) -> i64;

    /// `week(date)`: the ISO 8601 week, 1 to 53.
    [week(e.day) => r#"week("entry"."day")"#]
    week(date: HasDate) -> i64;

    /// `year_of_week(date)`: the year that the ISO 8601 week belongs to.
    [year_of_week(e.day) => r#"year_of_week("entry"."day")"#]
    year_of_week(date: HasDate) -> i64;

    /// `day(date)`: the day of the month.
    [day(e.day) => r#"day("entry"."day")"#]
    day(date: HasDate) -> i64;

    /// `day_of_week(date)`: the day of the week, 1 (Monday) to 7 (Sunday).
    [day_of_week(e.day) => r#"day_of_week("entry"."day")"#]
    day_of_week(date: HasDate) -> i64;

    /// `day_of_year(date)`: the day of the year.
    [day_of_year(e.day) => r#"day_of_year("entry"."day")"#]
    day_of_year(date: HasDate) -> i64;

    /// `hour(time)`: the hour, 0 to 23.
    [hour(e.at) => r#"hour("entry"."at")"#]
    hour(time: HasTime) -> i64;

    /// `minute(time)`: the minute of the hour.
    [minute(e.at) => r#"minute("entry"."at")"#]
    minute(time: HasTime) -> i64;

    /// `second(time)`: the second of the minute.
    [second(e.clock) => r#"second("entry"."clock")"#]
    second(time: HasTime) -> i64;

    /// `millisecond(time)`: the millisecond of the second.
    [millisecond(e.zoned) => r#"millisecond("entry"."zoned")"#]
    millisecond(time: HasTime) -> i64;

    /// `last_day_of_month(value)`: the last day of the month.
    [last_day_of_month(e.at) => r#"last_day_of_month("entry"."at")"#]
    last_day_of_month(value: HasDate) -> NaiveDate;

    /// `to_unixtime(value)`: the seconds since 1970-01-01 00:00:00 UTC, with fractions.
    [to_unixtime(e.at) => r#"to_unixtime("entry"."at")"#]
    to_unixtime(value: HasDate) -> f64;

    /// `to_iso8601(value)`: the value as a string in ISO 8601.
    [to_iso8601(e.day) => r#"to_iso8601("entry"."day")"#]
    to_iso8601(value: HasDate) -> String;

    /// `from_unixtime(seconds)`: the instant that many seconds after 1970-01-01 00:00:00 UTC.
    [from_unixtime(e.size) => r#"from_unixtime("entry"."size")"#]
    from_unixtime(seconds: Number) -> DateTime<Utc>;
}

/// A part of a date or time, for [`extract`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "they are the fields of `EXTRACT`")]
pub enum DatePart {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    DayOfMonth,
    DayOfWeek,
    DayOfYear,
    YearOfWeek,
    Hour,
    Minute,
    Second,
    TimezoneHour,
    TimezoneMinute,
}

/// `extract(PART FROM value)`: a part of a date or time as a number. A part that the value does not have, such as the hour of a date, fails the
/// query.
///
#[doc = example!(
    datetime "query::functions::datetime::{DatePart, extract}";
    extract(DatePart::DayOfWeek, e.at) => r#"extract(DAY_OF_WEEK FROM "entry"."at")"#
)]
pub fn extract<E: Expression>(part: DatePart, value: E) -> Expr<E::Reads, NullableLike<E::Type, i64>>
where
    BaseOf<E>: Temporal,
{
    let part = match part {
        DatePart::Year => "YEAR",
        DatePart::Quarter => "QUARTER",
        DatePart::Month => "MONTH",
        DatePart::Week => "WEEK",
        DatePart::Day => "DAY",
        DatePart::DayOfMonth => "DAY_OF_MONTH",
        DatePart::DayOfWeek => "DAY_OF_WEEK",
        DatePart::DayOfYear => "DAY_OF_YEAR",
        DatePart::YearOfWeek => "YEAR_OF_WEEK",
        DatePart::Hour => "HOUR",
        DatePart::Minute => "MINUTE",
        DatePart::Second => "SECOND",
        DatePart::TimezoneHour => "TIMEZONE_HOUR",
        DatePart::TimezoneMinute => "TIMEZONE_MINUTE",
    };
    Expr::new(
        SqlFragment::new(FragmentKind::Call)
            .put("extract(")
            .put(part)
            .put(" FROM ")
            .operand(value.ast())
            .put(")")
            .done(),
    )
}

/// `date_trunc('unit', value)`: the start of the unit that the value is in. A unit that it does not have, such as the hour of a date, fails the
/// query.
///
#[doc = example!(
    datetime "query::functions::datetime::{DateTimeUnit, date_trunc}";
    date_trunc(DateTimeUnit::Month, e.at) => r#"date_trunc('month', "entry"."at")"#
)]
pub fn date_trunc<E: Expression>(unit: DateTimeUnit, value: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: Temporal,
{
    call("date_trunc", [unit.keyword(), value.ast()])
}

/// `date_add('unit', count, value)`: `count` units later, or earlier if it is negative. A unit that the value does not have fails the query.
///
#[doc = example!(
    datetime "query::functions::datetime::{DateTimeUnit, current_date, date_add}";
    date_add(DateTimeUnit::Day, -7, current_date()) => "date_add('day', -7, current_date)"
)]
pub fn date_add<F, E, Q, U>(
    unit: DateTimeUnit,
    count: F,
    value: E,
) -> Expr<(Q, E::Reads), NullableLike2<E::Type, U, BaseOf<E>>>
where
    F: Argument<i64, Q, U>,
    U: SqlType,
    E: Expression,
    BaseOf<E>: Temporal,
{
    call("date_add", [unit.keyword(), count.argument(), value.ast()])
}

/// `date_diff('unit', from, to)`: the number of whole units from one to the other, negative if `to` is earlier. A unit that the values do not
/// have fails the query.
///
#[doc = example!(
    datetime "query::functions::datetime::{DateTimeUnit, date_diff, now}";
    date_diff(DateTimeUnit::Hour, e.zoned, now()) => r#"date_diff('hour', "entry"."zoned", now())"#
)]
pub fn date_diff<E, F, Q, U>(unit: DateTimeUnit, from: E, to: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, i64>>
where
    E: Expression,
    BaseOf<E>: Temporal,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("date_diff", [unit.keyword(), from.ast(), to.argument()])
}

/// `date_format(value, format)`: the value as a string in a MySQL format, such as `%Y-%m-%d %H:%i:%s`.
///
#[doc = example!(datetime::date_format; date_format(e.at, "%Y-%m") => r#"date_format("entry"."at", '%Y-%m')"#)]
pub fn date_format<E, F, Q, U>(value: E, format: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, String>>
where
    E: Expression,
    BaseOf<E>: HasDate,
    F: Argument<String, Q, U>,
    U: SqlType,
{
    call("date_format", [value.ast(), format.argument()])
}

/// `format_datetime(value, format)`: the value as a string in a Joda-Time format, such as `yyyy-MM-dd HH:mm:ss`.
///
#[doc = example!(
    datetime::format_datetime;
    format_datetime(e.at, "yyyy-MM") => r#"format_datetime("entry"."at", 'yyyy-MM')"#
)]
pub fn format_datetime<E, F, Q, U>(value: E, format: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, String>>
where
    E: Expression,
    BaseOf<E>: HasDate,
    F: Argument<String, Q, U>,
    U: SqlType,
{
    call("format_datetime", [value.ast(), format.argument()])
}
