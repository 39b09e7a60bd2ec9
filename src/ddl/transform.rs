//! How an Iceberg table is partitioned.

use crate::{
    error::{Error, Result},
    sql::{hive, trino},
    types::AthenaType,
};

/// A partition transform: what Iceberg computes from a column's values to partition by (user guide, "Create Iceberg tables", partitioning).
///
/// ```
/// use quilt_athena::ddl::Transform;
///
/// let by = [Transform::identity("country"), Transform::month("order_date"), Transform::bucket(16, "account")];
/// assert_eq!(by[2].column(), "account");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transform {
    pub(super) column: String,
    pub(super) by: TransformFunction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TransformFunction {
    Identity,
    Year,
    Month,
    Day,
    Hour,
    Bucket(u32),
    Truncate(u32),
}

impl Transform {
    /// The values themselves.
    pub fn identity(column: impl Into<String>) -> Self {
        Self { column: column.into(), by: TransformFunction::Identity }
    }

    /// The year of a date or timestamp.
    pub fn year(column: impl Into<String>) -> Self {
        Self { column: column.into(), by: TransformFunction::Year }
    }

    /// The year and month of a date or timestamp.
    pub fn month(column: impl Into<String>) -> Self {
        Self { column: column.into(), by: TransformFunction::Month }
    }

    /// The day of a date or timestamp.
    pub fn day(column: impl Into<String>) -> Self {
        Self { column: column.into(), by: TransformFunction::Day }
    }

    /// The day and hour of a timestamp.
    pub fn hour(column: impl Into<String>) -> Self {
        Self { column: column.into(), by: TransformFunction::Hour }
    }

    /// One of `count` buckets, by a hash of the value.
    pub fn bucket(count: u32, column: impl Into<String>) -> Self {
        Self { column: column.into(), by: TransformFunction::Bucket(count) }
    }

    /// The first `width` characters of a string; a number rounded down to a multiple of `width`.
    pub fn truncate(width: u32, column: impl Into<String>) -> Self {
        Self { column: column.into(), by: TransformFunction::Truncate(width) }
    }

    /// The column.
    pub fn column(&self) -> &str {
        &self.column
    }

    fn function(&self) -> Option<(&'static str, Option<u32>)> {
        match self.by {
            TransformFunction::Identity => None,
            TransformFunction::Year => Some(("year", None)),
            TransformFunction::Month => Some(("month", None)),
            TransformFunction::Day => Some(("day", None)),
            TransformFunction::Hour => Some(("hour", None)),
            TransformFunction::Bucket(count) => Some(("bucket", Some(count))),
            TransformFunction::Truncate(width) => Some(("truncate", Some(width))),
        }
    }

    fn number_is_positive(&self) -> Result<()> {
        match self.function() {
            Some((name, Some(0))) => Err(Error::invalid_query(format!(
                "{name} of column `{}` by 0: the number must be at least 1",
                self.column
            ))),
            _ => Ok(()),
        }
    }

    /// As the property `partitioning` of CREATE TABLE AS has it, which is Trino's: the column comes before the number.
    pub(super) fn trino(&self) -> Result<String> {
        self.number_is_positive()?;
        // Stored columns are in lower case, and this is compared with them.
        let name = self.column.to_lowercase();
        let simple = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && !name.starts_with(|c: char| c.is_ascii_digit());
        let mut column = String::new();
        if simple {
            column.push_str(&name);
        } else {
            trino::write_identifier(&mut column, &name);
        }
        Ok(match self.function() {
            None => column,
            Some((name, None)) => format!("{name}({column})"),
            Some((name, Some(number))) => format!("{name}({column}, {number})"),
        })
    }

    /// In PARTITIONED BY of CREATE TABLE, where the number of buckets comes first and the width last (user guide, "Create Iceberg tables").
    pub(super) fn hive(&self) -> Result<String> {
        self.number_is_positive()?;
        let column = hive::identifier(&self.column)?;
        Ok(match self.by {
            TransformFunction::Bucket(count) => format!("bucket({count}, {column})"),
            TransformFunction::Truncate(width) => format!("truncate({column}, {width})"),
            _ => self.function().map_or_else(|| column.clone(), |(name, _)| format!("{name}({column})")),
        })
    }

    /// Whether Iceberg takes it for a column of this type (user guide, "Create Iceberg tables", the table of transforms).
    pub(super) fn fits(&self, data_type: &AthenaType) -> Result<()> {
        let text = matches!(data_type, AthenaType::Varchar(_));
        let number = matches!(data_type, AthenaType::Integer | AthenaType::Bigint | AthenaType::Decimal(..));
        let time = matches!(data_type, AthenaType::Timestamp(_));
        let date = *data_type == AthenaType::Date;
        let fits = match self.by {
            TransformFunction::Identity => !data_type.is_nested(),
            TransformFunction::Year | TransformFunction::Month | TransformFunction::Day => date || time,
            TransformFunction::Hour => time,
            TransformFunction::Truncate(_) => text || number,
            TransformFunction::Bucket(_) => text || number || time || date || *data_type == AthenaType::Varbinary,
        };
        if fits {
            return Ok(());
        }
        let name = self.function().map_or("the values", |(name, _)| name);
        Err(Error::invalid_query(format!(
            "Iceberg does not partition by {name} of column `{}`, which is {data_type}",
            self.column
        )))
    }
}

/// Each once; the names of columns are case-insensitive.
pub(super) fn transforms_once(all: &[Transform]) -> Result<()> {
    let same = |a: &Transform, b: &Transform| a.by == b.by && a.column.eq_ignore_ascii_case(&b.column);
    match all.iter().enumerate().find(|(i, one)| all[..*i].iter().any(|other| same(one, other))) {
        Some((_, twice)) => {
            let name = twice.function().map_or("the values", |(name, _)| name);
            Err(Error::invalid_query(format!("the table is partitioned by {name} of column `{}` twice", twice.column)))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_grammar_has_its_own_order() {
        let all = [
            Transform::identity("c"),
            Transform::hour("at"),
            Transform::bucket(16, "a-b"),
            Transform::truncate(3, "Name"),
        ];
        let trino: Vec<_> = all.iter().map(|one| one.trino().expect("text")).collect();
        assert_eq!(trino, ["c", "hour(at)", "bucket(\"a-b\", 16)", "truncate(name, 3)"]);
        let hive: Vec<_> = all.iter().map(|one| one.hive().expect("text")).collect();
        assert_eq!(hive, ["`c`", "hour(`at`)", "bucket(16, `a-b`)", "truncate(`Name`, 3)"]);
        assert!(Transform::bucket(0, "c").trino().is_err());
    }

    #[test]
    fn a_transform_fits_some_types() {
        assert!(Transform::hour("c").fits(&AthenaType::Date).is_err());
        assert!(Transform::day("c").fits(&AthenaType::Date).is_ok());
        assert!(Transform::truncate(2, "c").fits(&AthenaType::Double).is_err());
        assert!(Transform::bucket(2, "c").fits(&AthenaType::Varchar(None)).is_ok());
    }
}
