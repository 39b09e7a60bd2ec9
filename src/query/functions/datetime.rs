//! Dates and times. `timestamp with time zone` is `DateTime<Utc>`; Athena's own zone is UTC.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::{Argument, BaseOf, Expr, Expression, Form, Kind, Like, Like2, SqlType, call, word};
use crate::query::{ast::Ast, typing::Number};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "they are words")]
pub enum DateUnit {
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

impl DateUnit {
    /// A constant: part of what the query is, and no value in it.
    fn word(self) -> Ast {
        let word = match self {
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
        Ast::Constant(word.into())
    }
}

/// A date or a timestamp.
#[diagnostic::on_unimplemented(message = "`{Self}` is no date or timestamp", label = "expected a date or a timestamp")]
pub trait HasDate {}

impl HasDate for NaiveDate {}
impl HasDate for NaiveDateTime {}
impl HasDate for DateTime<Utc> {}

/// A time or a timestamp.
#[diagnostic::on_unimplemented(message = "`{Self}` is no time or timestamp", label = "expected a time or a timestamp")]
pub trait HasTime {}

impl HasTime for NaiveTime {}
impl HasTime for NaiveDateTime {}
impl HasTime for DateTime<Utc> {}

/// A date, a time or a timestamp.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no date, time or timestamp",
    label = "expected a date, a time or a timestamp"
)]
pub trait Temporal {}

impl Temporal for NaiveDate {}
impl Temporal for NaiveTime {}
impl Temporal for NaiveDateTime {}
impl Temporal for DateTime<Utc> {}

functions! {
    "datetime";
    /// `now()`: when the query began.
    [now() => "now()"]
    now() -> like DateTime<Utc>;

    /// `from_iso8601_date(text)`: a date of a text such as `2020-05-11`, `2020-W20` or `2020-132`. What is none fails the query.
    [from_iso8601_date(e.name) => r#"from_iso8601_date("e"."name")"#]
    from_iso8601_date(text: String) -> like NaiveDate;

    /// `from_iso8601_timestamp(text)`: an instant of a text such as `2020-05-11T11:15:05+01:00`; UTC where it names no zone. What is none fails
    /// the query.
    [from_iso8601_timestamp(e.name) => r#"from_iso8601_timestamp("e"."name")"#]
    from_iso8601_timestamp(text: String) -> like DateTime<Utc>;

    /// `parse_duration(text)`: an interval of a text such as `3.81 d`; units are `ns`, `us`, `ms`, `s`, `m`, `h`, `d`. What is none fails the
    /// query.
    [parse_duration(e.name) => r#"parse_duration("e"."name")"#]
    parse_duration(text: String) -> like TimeDelta;

    /// `human_readable_seconds(seconds)`: as text, such as `1 minute, 36 seconds`.
    [human_readable_seconds(e.ratio) => r#"human_readable_seconds("e"."ratio")"#]
    human_readable_seconds(seconds: f64) -> like String;

    /// `date_parse(text, format)`: a timestamp of a text in a format of MySQL's: `%Y-%m-%d %H:%i:%s`. A text that does not fit fails the query.
    [date_parse(e.name, "%Y-%m-%d") => r#"date_parse("e"."name", '%Y-%m-%d')"#]
    date_parse(text: String, format: String) -> like NaiveDateTime;

    /// `parse_datetime(text, format)`: an instant of a text in a format of Joda's: `yyyy-MM-dd HH:mm:ss`. A text that does not fit fails the
    /// query.
    [parse_datetime(e.name, "yyyy-MM-dd") => r#"parse_datetime("e"."name", 'yyyy-MM-dd')"#]
    parse_datetime(text: String, format: String) -> like DateTime<Utc>;

    /// `at_timezone(instant, zone)`: the same instant as a clock in that zone shows it. An unknown zone fails the query. As an instant it is the
    /// same `DateTime<Utc>` in Rust; parts of it, such as [`hour`], differ.
    [at_timezone(e.zoned, "America/New_York") => r#"at_timezone("e"."zoned", 'America/New_York')"#]
    at_timezone(instant: DateTime<Utc>, zone: String) -> like DateTime<Utc>;

    /// `with_timezone(timestamp, zone)`: the instant at which a clock in that zone shows this. An unknown zone fails the query.
    [with_timezone(e.at, "America/New_York") => r#"with_timezone("e"."at", 'America/New_York')"#]
    with_timezone(timestamp: NaiveDateTime, zone: String) -> like DateTime<Utc>;
}

/// `current_date`: the day on which the query began.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::datetime::current_date;
///
/// assert_eq!(sql!(current_date()), "current_date");
/// ```
pub fn current_date() -> Expr<(), NaiveDate> {
    word("current_date")
}

/// `current_timestamp`: when the query began.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::datetime::current_timestamp;
///
/// assert_eq!(sql!(current_timestamp()), "current_timestamp");
/// ```
pub fn current_timestamp() -> Expr<(), DateTime<Utc>> {
    word("current_timestamp")
}

/// `localtimestamp`: when the query began, by the clock of Athena's zone.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::datetime::localtimestamp;
///
/// assert_eq!(sql!(localtimestamp()), "localtimestamp");
/// ```
pub fn localtimestamp() -> Expr<(), NaiveDateTime> {
    word("localtimestamp")
}

macro_rules! parts {
    ($($(#[$doc:meta])+ [$example:expr => $sql:literal] $name:ident($of:ident) -> $to:ty;)+) => {$(
        documented! {
            "datetime" $name "example.txt" { $(#[$doc])+ } { [$example => $sql] }
            pub fn $name<E: Expression>(of: E) -> Expr<E::Reads, Like<E::Type, $to>>
            where
                BaseOf<E>: $of,
            {
                call(stringify!($name), [of.ast()])
            }
        }
    )+};
}

parts! {
    /// `year(of)`: the year.
    [year(e.day) => r#"year("e"."day")"#]
    year(HasDate) -> i64;

    /// `quarter(of)`: the quarter, 1 to 4.
    [quarter(e.day) => r#"quarter("e"."day")"#]
    quarter(HasDate) -> i64;

    /// `month(of)`: the month, 1 to 12.
    [month(e.day) => r#"month("e"."day")"#]
    month(HasDate) -> i64;

    /// `week(of)`: the week of ISO 8601, 1 to 53.
    [week(e.day) => r#"week("e"."day")"#]
    week(HasDate) -> i64;

    /// `year_of_week(of)`: the year that the week of ISO 8601 belongs to.
    [year_of_week(e.day) => r#"year_of_week("e"."day")"#]
    year_of_week(HasDate) -> i64;

    /// `day(of)`: the day of the month.
    [day(e.day) => r#"day("e"."day")"#]
    day(HasDate) -> i64;

    /// `day_of_week(of)`: 1, Monday, to 7, Sunday.
    [day_of_week(e.day) => r#"day_of_week("e"."day")"#]
    day_of_week(HasDate) -> i64;

    /// `day_of_year(of)`: the day of the year.
    [day_of_year(e.day) => r#"day_of_year("e"."day")"#]
    day_of_year(HasDate) -> i64;

    /// `hour(of)`: the hour, 0 to 23.
    [hour(e.at) => r#"hour("e"."at")"#]
    hour(HasTime) -> i64;

    /// `minute(of)`: the minute of the hour.
    [minute(e.at) => r#"minute("e"."at")"#]
    minute(HasTime) -> i64;

    /// `second(of)`: the second of the minute.
    [second(e.clock) => r#"second("e"."clock")"#]
    second(HasTime) -> i64;

    /// `millisecond(of)`: the millisecond of the second.
    [millisecond(e.zoned) => r#"millisecond("e"."zoned")"#]
    millisecond(HasTime) -> i64;

    /// `last_day_of_month(of)`: the last day of its month.
    [last_day_of_month(e.at) => r#"last_day_of_month("e"."at")"#]
    last_day_of_month(HasDate) -> NaiveDate;

    /// `to_unixtime(of)`: seconds since 1970 in UTC, fractions with them.
    [to_unixtime(e.at) => r#"to_unixtime("e"."at")"#]
    to_unixtime(HasDate) -> f64;

    /// `to_iso8601(of)`: as text in the form of ISO 8601.
    [to_iso8601(e.day) => r#"to_iso8601("e"."day")"#]
    to_iso8601(HasDate) -> String;

    /// `from_unixtime(seconds)`: the instant so many seconds after 1970 in UTC.
    [from_unixtime(e.size) => r#"from_unixtime("e"."size")"#]
    from_unixtime(Number) -> DateTime<Utc>;
}

/// A part of a date or time, for [`extract`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "they are the words of `EXTRACT`")]
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

/// `extract(PART FROM of)`: a part of a date or time as a number. A part that it does not have, such as the hour of a date, fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::datetime::{DatePart, extract};
///
/// assert_eq!(sql!(extract(DatePart::DayOfWeek, e.at)), r#"extract(DAY_OF_WEEK FROM "e"."at")"#);
/// ```
pub fn extract<E: Expression>(part: DatePart, of: E) -> Expr<E::Reads, Like<E::Type, i64>>
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
    Expr::new(Form::new(Kind::Call).put("extract(").put(part).put(" FROM ").operand(of.ast()).put(")").done())
}

/// `date_trunc('unit', of)`: the beginning of the unit that it is in. A unit that it does not have, such as the hour of a date, fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::datetime::{DateUnit, date_trunc};
///
/// assert_eq!(sql!(date_trunc(DateUnit::Month, e.at)), r#"date_trunc('month', "e"."at")"#);
/// ```
pub fn date_trunc<E: Expression>(unit: DateUnit, of: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: Temporal,
{
    call("date_trunc", [unit.word(), of.ast()])
}

/// `date_add('unit', count, to)`: so many units later, earlier where the count is negative. A unit that `to` does not have fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::datetime::{DateUnit, current_date, date_add};
///
/// assert_eq!(sql!(date_add(DateUnit::Day, -7, current_date())), "date_add('day', -7, current_date)");
/// ```
pub fn date_add<F, E, Q, U>(unit: DateUnit, count: F, to: E) -> Expr<(Q, E::Reads), Like2<E::Type, U, BaseOf<E>>>
where
    F: Argument<i64, Q, U>,
    U: SqlType,
    E: Expression,
    BaseOf<E>: Temporal,
{
    call("date_add", [unit.word(), count.argument(), to.ast()])
}

/// `date_diff('unit', from, to)`: how many whole units lie between them, negative where `to` is earlier. A unit that they do not have fails
/// the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::datetime::{DateUnit, date_diff, now};
///
/// assert_eq!(sql!(date_diff(DateUnit::Hour, e.zoned, now())), r#"date_diff('hour', "e"."zoned", now())"#);
/// ```
pub fn date_diff<E, F, Q, U>(unit: DateUnit, from: E, to: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, i64>>
where
    E: Expression,
    BaseOf<E>: Temporal,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("date_diff", [unit.word(), from.ast(), to.argument()])
}

/// `date_format(of, format)`: as text in a format of MySQL's: `%Y-%m-%d %H:%i:%s`.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::datetime::date_format;
///
/// assert_eq!(sql!(date_format(e.at, "%Y-%m")), r#"date_format("e"."at", '%Y-%m')"#);
/// ```
pub fn date_format<E, F, Q, U>(of: E, format: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, String>>
where
    E: Expression,
    BaseOf<E>: HasDate,
    F: Argument<String, Q, U>,
    U: SqlType,
{
    call("date_format", [of.ast(), format.argument()])
}

/// `format_datetime(of, format)`: as text in a format of Joda's: `yyyy-MM-dd HH:mm:ss`.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::datetime::format_datetime;
///
/// assert_eq!(sql!(format_datetime(e.at, "yyyy-MM")), r#"format_datetime("e"."at", 'yyyy-MM')"#);
/// ```
pub fn format_datetime<E, F, Q, U>(of: E, format: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, String>>
where
    E: Expression,
    BaseOf<E>: HasDate,
    F: Argument<String, Q, U>,
    U: SqlType,
{
    call("format_datetime", [of.ast(), format.argument()])
}
