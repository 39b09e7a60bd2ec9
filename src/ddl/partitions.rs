//! The partitions of a Hive table: MSCK REPAIR TABLE, ALTER TABLE ADD and DROP PARTITION.

use super::{Cell, create_table_as::unique, location::checked_location, names::hive_name};
use crate::{
    error::{Error, Result},
    schema::TableName,
    sql::{self, hive},
    statement::{Statement, StatementKind},
};

/// `MSCK REPAIR TABLE name`: adds the partitions whose prefixes exist (`column=value/`) and removes none. Values with a colon are
/// skipped silently: use [`AddPartitions`] for these (user guide, "MSCK REPAIR TABLE").
///
/// ```
/// use quilt_athena::{ddl::repair_table, schema::TableName};
///
/// assert_eq!(repair_table(&TableName::new("t")?)?.sql(), "MSCK REPAIR TABLE `t`");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Identifier`](crate::ErrorKind::Identifier) for a name that Hive's grammar cannot quote.
pub fn repair_table(table: &TableName) -> Result<Statement> {
    Ok(Statement::new(format!("MSCK REPAIR TABLE {}", hive_name(table)?), StatementKind::HiveDdl))
}

/// `ALTER TABLE name ADD IF NOT EXISTS PARTITION (…) LOCATION '…' …`
///
/// ```
/// use quilt_athena::{ddl::{AddPartitions, Cell}, schema::TableName};
///
/// let add = AddPartitions::new(TableName::new("t")?)
///     .partition([("day", Cell::from("2024-01-01")), ("hour", Cell::from(7))])
///     .partition_at([("day", Cell::from("2024-01-02")), ("hour", Cell::from(8))], "s3://my-bucket/second/8");
/// assert_eq!(
///     add.statement()?.sql(),
///     "ALTER TABLE `t` ADD IF NOT EXISTS\n  PARTITION (`day`='2024-01-01', `hour`=7)\n  \
///      PARTITION (`day`='2024-01-02', `hour`=8) LOCATION 's3://my-bucket/second/8/'"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct AddPartitions {
    table: TableName,
    partitions: Vec<(PartitionValues, Option<String>)>,
}

type PartitionValues = Vec<(String, Cell)>;

impl AddPartitions {
    /// A statement for this table, without partitions yet: add them with [`partition`](Self::partition).
    pub fn new(table: TableName) -> Self {
        Self { table, partitions: Vec::new() }
    }

    /// One more partition, at its prefix `column=value/` below the table's location.
    pub fn partition<C: Into<String>>(mut self, values: impl IntoIterator<Item = (C, Cell)>) -> Self {
        self.partitions.push((partition(values), None));
        self
    }

    /// One more partition, at a location of its own.
    pub fn partition_at<C: Into<String>>(
        mut self,
        values: impl IntoIterator<Item = (C, Cell)>,
        location: impl Into<String>,
    ) -> Self {
        self.partitions.push((partition(values), Some(location.into())));
        self
    }

    /// The statement.
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`](crate::ErrorKind::Identifier) for a name that Hive's grammar cannot quote,
    /// [`ErrorKind::Literal`](crate::ErrorKind::Literal) for NULL and for a value that cannot name a prefix,
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) without any partition, for one without columns, and for a location that is not a prefix.
    pub fn statement(&self) -> Result<Statement> {
        let mut text = format!("ALTER TABLE {} ADD IF NOT EXISTS", hive_name(&self.table)?);
        for (partition, location) in &self.partitions {
            text.push_str("\n  ");
            text.push_str(&clause(partition)?);
            if let Some(location) = location {
                text.push_str(" LOCATION ");
                text.push_str(&hive::string(&checked_location(location)?));
            }
        }
        finished(text, self.partitions.len())
    }
}

/// `ALTER TABLE name DROP IF EXISTS PARTITION (…), …`. The files stay.
///
/// ```
/// use quilt_athena::{ddl::{Cell, DropPartitions}, schema::TableName};
///
/// let drop = DropPartitions::new(TableName::new("t")?)
///     .partition([("day", Cell::from("2024-01-01"))])
///     .partition([("day", Cell::from("2024-01-02"))]);
/// assert_eq!(
///     drop.statement()?.sql(),
///     "ALTER TABLE `t` DROP IF EXISTS PARTITION (`day`='2024-01-01'), PARTITION (`day`='2024-01-02')"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct DropPartitions {
    table: TableName,
    partitions: Vec<PartitionValues>,
}

impl DropPartitions {
    /// A statement for this table, without partitions yet: add them with [`partition`](Self::partition).
    pub fn new(table: TableName) -> Self {
        Self { table, partitions: Vec::new() }
    }

    /// One more partition.
    pub fn partition<C: Into<String>>(mut self, values: impl IntoIterator<Item = (C, Cell)>) -> Self {
        self.partitions.push(partition(values));
        self
    }

    /// The statement.
    ///
    /// # Errors
    /// As [`AddPartitions::statement`].
    pub fn statement(&self) -> Result<Statement> {
        let partitions = self.partitions.iter().map(clause).collect::<Result<Vec<_>>>()?;
        let text = format!("ALTER TABLE {} DROP IF EXISTS {}", hive_name(&self.table)?, partitions.join(", "));
        finished(text, partitions.len())
    }
}

fn partition<C: Into<String>>(values: impl IntoIterator<Item = (C, Cell)>) -> PartitionValues {
    values.into_iter().map(|(column, value)| (column.into(), value)).collect()
}

fn clause(partition: &PartitionValues) -> Result<String> {
    if partition.is_empty() {
        return Err(Error::invalid_query(
            "a partition has a value for each partition column of the table, and this one has none",
        ));
    }
    let columns: Vec<String> = partition.iter().map(|(column, _)| column.clone()).collect();
    unique("given", &columns)?;
    let one = |(column, value): &(String, Cell)| Ok(format!("{}={}", hive::identifier(column)?, value.hive()?));
    Ok(format!("PARTITION ({})", partition.iter().map(one).collect::<Result<Vec<_>>>()?.join(", ")))
}

fn finished(text: String, partitions: usize) -> Result<Statement> {
    if partitions == 0 {
        return Err(Error::invalid_query("ALTER TABLE needs at least one partition: add it with `partition`"));
    }
    sql::fits(&text)?;
    Ok(Statement::new(text, StatementKind::HiveDdl))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_one_value_in_a_partition() {
        let drop = DropPartitions::new(TableName::new("t").expect("a name"));
        let twice = drop.partition([("day", Cell::from(1)), ("Day", Cell::from(2))]);
        let error = twice.statement().expect_err("twice").to_string();
        assert!(error.contains("`Day` is given twice"), "{error}");
    }
}
