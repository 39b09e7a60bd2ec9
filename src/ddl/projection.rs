//! Partition projection: partitions that are computed instead of registered.

use chrono::NaiveDateTime;

use super::{date_pattern, invalid::invalid, projection_unit::ProjectionUnit};
use crate::{error::Result, types::AthenaType};

/// How the values of one partition column are computed (user guide, "Supported types for partition projection").
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{ExternalTable, Projection, RowFormat}, schema::TableName};
///
/// let bucket = BucketName::new("my-bucket")?;
/// let table = ExternalTable::new(TableName::new("t")?, RowFormat::Parquet, &bucket, "t").column("a", AthenaType::Varchar(None))
///     .partition("p", AthenaType::Varchar(None))
///     .project("p", Projection::values(["a", "b"]));
/// assert!(table.create()?.sql().contains(
///     "'projection.p.type'='enum', 'projection.p.values'='a,b'"
/// ));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Projection {
    /// `enum`: these values.
    Values(Vec<String>),
    /// `integer`: the numbers of a range.
    Integers(IntegerRange),
    /// `date`: the dates or times of a range.
    Dates(DateRange),
    /// `injected`: any string. Each query has to name its values in WHERE.
    Injected,
}

impl Projection {
    /// These values.
    pub fn values<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::Values(values.into_iter().map(Into::into).collect())
    }
}

/// The numbers from one to another, both included.
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{ExternalTable, IntegerRange, RowFormat}, schema::TableName};
///
/// let bucket = BucketName::new("my-bucket")?;
/// let table = ExternalTable::new(TableName::new("t")?, RowFormat::Parquet, &bucket, "t").column("a", AthenaType::Varchar(None))
///     .partition("p", AthenaType::Varchar(None))
///     .project("p", IntegerRange::new(1, 12).digits(2));
/// assert!(table.create()?.sql().contains(
///     "'projection.p.type'='integer', 'projection.p.range'='1,12', 'projection.p.digits'='2'"
/// ));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegerRange {
    from: i64,
    to: i64,
    every: Option<u64>,
    digits: Option<u8>,
}

impl IntegerRange {
    /// From the first to the last, both included.
    pub fn new(from: i64, to: i64) -> Self {
        Self { from, to, every: None, digits: None }
    }

    /// `interval`: how far apart the numbers are; 1 by default.
    #[must_use]
    pub fn every(mut self, step: u64) -> Self {
        self.every = Some(step);
        self
    }

    /// `digits`: the number of digits in the prefix, with leading zeros.
    #[must_use]
    pub fn digits(mut self, digits: u8) -> Self {
        self.digits = Some(digits);
        self
    }

    fn properties(&self) -> Result<Vec<(&'static str, String)>> {
        if self.from > self.to {
            return invalid(format!(
                "the range goes from {} down to {}: the smaller number comes first",
                self.from, self.to
            ));
        }
        let mut all = vec![("type", "integer".to_owned()), ("range", format!("{},{}", self.from, self.to))];
        match self.every {
            Some(0) => return invalid("the interval is 0: it must be at least 1"),
            Some(every) if i64::try_from(every).is_err() => return invalid("the interval is larger than a bigint"),
            Some(every) => all.push(("interval", every.to_string())),
            None => {}
        }
        match self.digits {
            Some(0) => return invalid("the number of digits is 0: it must be at least 1"),
            Some(digits) => {
                let widest = |n: i64| n.unsigned_abs().checked_ilog10().unwrap_or(0) + 1;
                if u32::from(digits) < widest(self.from).max(widest(self.to)) {
                    return invalid(format!(
                        "{digits} digits do not hold the numbers from {} to {}",
                        self.from, self.to
                    ));
                }
                all.push(("digits", digits.to_string()));
            }
            None => {}
        }
        Ok(all)
    }
}

/// The dates or times from one to another, both included.
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{ExternalTable, DateBound, DateRange, ProjectionUnit, RowFormat}, schema::TableName};
///
/// let bucket = BucketName::new("my-bucket")?;
/// let table = ExternalTable::new(TableName::new("t")?, RowFormat::Parquet, &bucket, "t").column("a", AthenaType::Varchar(None))
///     .partition("p", AthenaType::Varchar(None))
///     .project(
///         "p",
///         DateRange::new(DateBound::Now(-3, ProjectionUnit::Years), DateBound::now(), "yyyy-MM-dd-HH").every(1, ProjectionUnit::Hours),
///     );
/// assert!(table.create()?.sql().contains(
///     "'projection.p.type'='date', 'projection.p.range'='NOW-3YEARS,NOW', 'projection.p.format'='yyyy-MM-dd-HH', \
///      'projection.p.interval'='1', 'projection.p.interval.unit'='HOURS'"
/// ));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateRange {
    from: DateBound,
    to: DateBound,
    format: String,
    every: Option<(u64, ProjectionUnit)>,
}

/// One end of a range of dates.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateBound {
    /// This instant, written in the range's format.
    At(NaiveDateTime),
    /// The time at which the query runs, in UTC, plus or minus this number of units.
    Now(i32, ProjectionUnit),
    /// A date that is written in the range's format already.
    Formatted(String),
}

impl DateBound {
    /// The time at which the query runs, in UTC.
    pub fn now() -> Self {
        Self::Now(0, ProjectionUnit::Days)
    }

    /// The beginning of a day.
    pub fn day(day: chrono::NaiveDate) -> Self {
        Self::At(day.into())
    }
}

impl DateRange {
    /// From the first to the last, both included, written in a pattern of Java's `DateTimeFormatter`: `yyyy-MM-dd`, `yyyy/MM/dd/HH`.
    pub fn new(from: DateBound, to: DateBound, format: impl Into<String>) -> Self {
        Self { from, to, format: format.into(), every: None }
    }

    /// `interval` and `interval.unit`: how far apart the dates are. A format that ends in days or months has an
    /// interval of one of these by default; any other needs it.
    #[must_use]
    pub fn every(mut self, step: u64, unit: ProjectionUnit) -> Self {
        self.every = Some((step, unit));
        self
    }

    fn properties(&self) -> Result<Vec<(&'static str, String)>> {
        self.check()?;
        let range = format!("{},{}", self.bound(&self.from)?, self.bound(&self.to)?);
        let mut all = vec![("type", "date".to_owned()), ("range", range), ("format", self.format.clone())];
        if let Some((every, unit)) = self.every {
            all.push(("interval", every.to_string()));
            all.push(("interval.unit", unit.name().to_owned()));
        }
        Ok(all)
    }

    fn check(&self) -> Result<()> {
        if self.format.is_empty() || self.format.contains(',') {
            return invalid("the format of a range must not be empty or contain a comma, which separates its ends");
        }
        let backwards = match (&self.from, &self.to) {
            (DateBound::At(from), DateBound::At(to)) => from > to,
            (DateBound::Now(from, unit), DateBound::Now(to, other)) if unit == other => from > to,
            (DateBound::Now(from, _), DateBound::Now(to, _)) => *from > 0 && *to <= 0 || *from >= 0 && *to < 0,
            _ => false,
        };
        if backwards {
            return invalid("the range goes backwards: the earlier date comes first");
        }
        match self.every {
            Some((0, _)) => invalid("the interval is 0: it must be at least 1"),
            Some((every, _)) if i64::try_from(every).is_err() => invalid("the interval is larger than a bigint"),
            Some(_) => Ok(()),
            None if matches!(
                date_pattern::finest(&self.format),
                Some(ProjectionUnit::Days | ProjectionUnit::Months)
            ) =>
            {
                Ok(())
            }
            None => {
                invalid(format!("`{}` ends in neither days nor months: set the interval with `every`", self.format))
            }
        }
    }

    fn bound(&self, bound: &DateBound) -> Result<String> {
        match bound {
            DateBound::Now(0, _) => Ok("NOW".to_owned()),
            DateBound::Now(_, ProjectionUnit::Milliseconds) => {
                invalid("NOW can be offset by seconds or longer units, not by milliseconds")
            }
            DateBound::Now(n, unit) => Ok(format!("NOW{n:+}{}", unit.name())),
            DateBound::At(at) => date_pattern::write(&self.format, at),
            DateBound::Formatted(text) if text.is_empty() || text.contains(',') => {
                invalid("the end of a range must not be empty or contain a comma, which separates its ends")
            }
            DateBound::Formatted(text) => Ok(text.clone()),
        }
    }
}

impl From<IntegerRange> for Projection {
    fn from(range: IntegerRange) -> Self {
        Self::Integers(range)
    }
}

impl From<DateRange> for Projection {
    fn from(range: DateRange) -> Self {
        Self::Dates(range)
    }
}

impl Projection {
    /// The last part of each property's name, and its value.
    pub(super) fn properties(&self, data_type: &AthenaType) -> Result<Vec<(&'static str, String)>> {
        match self {
            Self::Values(values) => enumerated(values),
            Self::Integers(range) => range.properties(),
            Self::Dates(range) => range.properties(),
            Self::Injected if *data_type == AthenaType::Varchar(None) => Ok(vec![("type", "injected".to_owned())]),
            Self::Injected => {
                invalid(format!("an injected column must be of type `string`, and this one is {data_type}"))
            }
        }
    }
}

fn enumerated(values: &[String]) -> Result<Vec<(&'static str, String)>> {
    if values.is_empty() {
        return invalid("the list of values is empty");
    }
    for (i, value) in values.iter().enumerate() {
        if value.is_empty() || value.contains(',') {
            return invalid(format!("the value `{value}` is empty or contains a comma, which separates the values"));
        }
        if values[..i].contains(value) {
            return invalid(format!("the value `{value}` is in the list twice"));
        }
    }
    Ok(vec![("type", "enum".to_owned()), ("values", values.join(","))])
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn day(day: u32) -> DateBound {
        DateBound::day(NaiveDate::from_ymd_opt(2024, 1, day).expect("a day"))
    }

    fn said(projection: impl Into<Projection>) -> String {
        let text = AthenaType::Varchar(None);
        match projection.into().properties(&text) {
            Ok(all) => all.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" "),
            Err(error) => error.to_string().replace("this query cannot be sent: ", "! "),
        }
    }

    #[test]
    fn each_type_has_its_properties() {
        let all = [
            said(Projection::values(["a", "b"])),
            said(IntegerRange::new(-1, 99).every(2).digits(2)),
            said(DateRange::new(day(2), DateBound::now(), "yyyy-MM-dd")),
            said(DateRange::new(
                DateBound::Now(-3, ProjectionUnit::Years),
                DateBound::Now(1, ProjectionUnit::Months),
                "yyyyMM",
            )),
            said(DateRange::new(day(2), day(3), "yyyy/MM/dd/HH").every(1, ProjectionUnit::Hours)),
            said(
                DateRange::new(DateBound::Formatted("2024-W01".into()), DateBound::now(), "YYYY-'W'ww")
                    .every(1, ProjectionUnit::Weeks),
            ),
            said(Projection::Injected),
        ];
        expect_test::expect![[r#"
            type=enum values=a,b
            type=integer range=-1,99 interval=2 digits=2
            type=date range=2024-01-02,NOW format=yyyy-MM-dd
            type=date range=NOW-3YEARS,NOW+1MONTHS format=yyyyMM
            type=date range=2024/01/02/00,2024/01/03/00 format=yyyy/MM/dd/HH interval=1 interval.unit=HOURS
            type=date range=2024-W01,NOW format=YYYY-'W'ww interval=1 interval.unit=WEEKS
            type=injected"#]]
        .assert_eq(&all.join("\n"));
    }

    #[test]
    fn mistakes_say_what_to_do() {
        let none: [&str; 0] = [];
        let all = [
            said(Projection::values(none)),
            said(Projection::values(["a,b"])),
            said(Projection::values(["a", "a"])),
            said(IntegerRange::new(2, 1)),
            said(IntegerRange::new(1, 100).digits(2)),
            said(IntegerRange::new(1, 2).every(0)),
            said(DateRange::new(day(3), day(2), "yyyy-MM-dd")),
            said(DateRange::new(DateBound::now(), DateBound::Now(-1, ProjectionUnit::Years), "yyyy-MM-dd")),
            said(DateRange::new(day(2), day(3), "yyyy-MM-dd-HH")),
            said(DateRange::new(day(2), day(3), "E, d")),
        ];
        expect_test::expect![[r#"
            ! the list of values is empty
            ! the value `a,b` is empty or contains a comma, which separates the values
            ! the value `a` is in the list twice
            ! the range goes from 2 down to 1: the smaller number comes first
            ! 2 digits do not hold the numbers from 1 to 100
            ! the interval is 0: it must be at least 1
            ! the range goes backwards: the earlier date comes first
            ! the range goes backwards: the earlier date comes first
            ! `yyyy-MM-dd-HH` ends in neither days nor months: set the interval with `every`
            ! the format of a range must not be empty or contain a comma, which separates its ends"#]]
        .assert_eq(&all.join("\n"));
    }
}
