//! CREATE TABLE of an Iceberg table.

use super::{
    format::{Compression, FileFormat, FileOptions, file_setters},
    iceberg_option::{IcebergOption, options_once},
    invalid::invalid,
    location::checked_location,
    names::hive_name,
    table_column::{TableColumn, change, derived, each_once, list},
    transform::{Transform, transforms_once},
};
use crate::{
    error::Result,
    schema::{BaseView, TableName, View},
    sql::{self, hive},
    statement::{Statement, StatementKind},
    types::AthenaType,
};

/// An empty Iceberg table. With rows from a query it is made by [`CreateTableAs::iceberg`](super::CreateTableAs::iceberg). See
/// [Create Iceberg tables](https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html).
///
/// ```
/// use quilt_athena::{AthenaType, ddl::{FileFormat, IcebergOption, IcebergTable, Transform}, schema::TableName};
///
/// let table = IcebergTable::new(TableName::new("orders")?, "s3://my-bucket/orders")
///     .column("id", AthenaType::Bigint)
///     .column("at", AthenaType::Timestamp(6))
///     .partitioned_by([Transform::day("at"), Transform::bucket(16, "id")])
///     .format(FileFormat::Parquet)
///     .option(IcebergOption::TargetFileBytes, 134_217_728);
/// assert_eq!(
///     table.create()?.sql(),
///     "CREATE TABLE IF NOT EXISTS `orders` (\n  `id` bigint,\n  `at` timestamp\n)\n\
///      PARTITIONED BY (day(`at`), bucket(16, `id`))\n\
///      LOCATION 's3://my-bucket/orders/'\n\
///      TBLPROPERTIES ('table_type'='ICEBERG', 'format'='parquet', 'write_target_data_file_size_bytes'='134217728')"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct IcebergTable {
    name: TableName,
    columns: Vec<TableColumn>,
    partitioning: Vec<Transform>,
    location: String,
    comment: Option<String>,
    files: FileOptions,
    options: Vec<(IcebergOption, u64)>,
    mistake: Option<String>,
}

impl IcebergTable {
    /// A table without columns yet, with its files under an empty prefix.
    pub fn new(name: TableName, location: impl Into<String>) -> Self {
        Self {
            name,
            columns: Vec::new(),
            partitioning: Vec::new(),
            location: location.into(),
            comment: None,
            files: FileOptions::default(),
            options: Vec::new(),
            mistake: None,
        }
    }

    /// The table that a derived struct describes: its fields are the columns, those with `#[athena(partition)]` are partitioned by.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, ddl::IcebergTable};
    ///
    /// #[derive(AthenaView)]
    /// #[athena(view = "orders")]
    /// struct Order {
    ///     id: i64,
    ///     #[athena(partition)]
    ///     country: String,
    /// }
    ///
    /// assert_eq!(
    ///     IcebergTable::of(&Order::view(), "s3://my-bucket/orders/")?.create()?.sql(),
    ///     "CREATE TABLE IF NOT EXISTS `orders` (\n  `id` bigint,\n  `country` string\n)\n\
    ///      PARTITIONED BY (`country`)\nLOCATION 's3://my-bucket/orders/'\nTBLPROPERTIES ('table_type'='ICEBERG')"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the view's name.
    pub fn of<V: BaseView>(view: &View<V>, location: impl Into<String>) -> Result<Self> {
        let (mut columns, partitions) = derived::<V>();
        let partitioning = partitions.iter().map(|column| Transform::identity(column.name.clone())).collect();
        columns.extend(partitions);
        Ok(Self { columns, partitioning, ..Self::new(view.name()?.clone(), location) })
    }

    /// Adds a column.
    pub fn column(mut self, name: impl Into<String>, data_type: AthenaType) -> Self {
        self.columns.push(TableColumn::new(name, data_type));
        self
    }

    /// Changes the type of a column: for what the Rust type does not determine, such as the precision of a decimal.
    pub fn column_type(mut self, name: &str, data_type: AthenaType) -> Self {
        self.change(name, |column| column.set_type(data_type));
        self
    }

    /// A comment on a column that has been added.
    pub fn column_comment(mut self, name: &str, comment: impl Into<String>) -> Self {
        self.change(name, |column| column.comment = Some(comment.into()));
        self
    }

    fn change(&mut self, name: &str, how: impl FnOnce(&mut TableColumn)) {
        let mistake = change(self.columns.iter_mut(), name, how);
        self.mistake = self.mistake.take().or(mistake);
    }

    /// `PARTITIONED BY`. The columns stay columns of the table.
    pub fn partitioned_by(mut self, by: impl IntoIterator<Item = Transform>) -> Self {
        self.partitioning = by.into_iter().collect();
        self
    }

    /// A comment on the table.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    file_setters!(format: "`format`; Parquet by default.", compression: "`write_compression`; ZSTD by default.");

    /// How the table is maintained.
    pub fn option(mut self, option: IcebergOption, value: u64) -> Self {
        self.options.push((option, value));
        self
    }

    /// `CREATE TABLE IF NOT EXISTS … TBLPROPERTIES ('table_type'='ICEBERG', …)`
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`](crate::ErrorKind::Identifier) for a name that Hive's grammar cannot quote;
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) for a table without columns or with one twice, a type that Iceberg does not have, a
    /// transform that does not fit its column, a format, compression or option that Iceberg does not take, and a location that is not a prefix.
    pub fn create(&self) -> Result<Statement> {
        self.check()?;
        let mut text =
            format!("CREATE TABLE IF NOT EXISTS {} (\n{}\n)\n", hive_name(&self.name)?, list(&self.columns)?);
        if let Some(comment) = &self.comment {
            text.push_str(&format!("COMMENT {}\n", hive::string(comment)));
        }
        if !self.partitioning.is_empty() {
            let by = self.partitioning.iter().map(Transform::hive).collect::<Result<Vec<_>>>()?.join(", ");
            text.push_str(&format!("PARTITIONED BY ({by})\n"));
        }
        let properties = hive::properties(&self.properties());
        text.push_str(&format!(
            "LOCATION {}\nTBLPROPERTIES {properties}",
            hive::string(&checked_location(&self.location)?)
        ));
        sql::fits(&text)?;
        Ok(Statement::new(text, StatementKind::HiveDdl))
    }

    fn properties(&self) -> Vec<(String, String)> {
        let mut all = vec![("table_type".to_owned(), "ICEBERG".to_owned())];
        let format = self.files.format.map(|format| ("format", format.name().to_lowercase()));
        let compression = self.files.compression.map(|one| ("write_compression", one.name().to_lowercase()));
        let level = self.files.level.map(|level| ("compression_level", level.to_string()));
        all.extend([format, compression, level].into_iter().flatten().map(|(key, value)| (key.to_owned(), value)));
        all.extend(self.options.iter().map(|(option, value)| (option.name().to_owned(), value.to_string())));
        all
    }

    fn check(&self) -> Result<()> {
        if let Some(mistake) = &self.mistake {
            return invalid(mistake.clone());
        }
        if self.columns.is_empty() {
            return invalid("a table needs at least one column: add it with `column`");
        }
        each_once(self.columns.iter())?;
        if let Some(column) = self.columns.iter().find(|column| !in_iceberg(&column.data_type)) {
            return invalid(format!(
                "column `{}` is {}, which an Iceberg table cannot have",
                column.name, column.data_type
            ));
        }
        self.files.fit_iceberg()?;
        for transform in &self.partitioning {
            match self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(transform.column())) {
                Some(column) => transform.fits(&column.data_type)?,
                None => {
                    return invalid(format!(
                        "the table is partitioned by `{}`, which it does not have",
                        transform.column()
                    ));
                }
            }
        }
        options_once(&self.options)?;
        transforms_once(&self.partitioning)?;
        self.options.iter().try_for_each(|(option, value)| option.check(*value))
    }
}

/// User guide, "Supported data types for Iceberg tables in Athena".
fn in_iceberg(data_type: &AthenaType) -> bool {
    match data_type {
        AthenaType::Tinyint | AthenaType::Smallint | AthenaType::Char(_) | AthenaType::Varchar(Some(_)) => false,
        AthenaType::Array(item) => in_iceberg(item),
        AthenaType::Map(key, value) => in_iceberg(key) && in_iceberg(value),
        AthenaType::Row(fields) => fields.iter().all(|(_, data_type)| in_iceberg(data_type)),
        other => other.hive().is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_say_what_to_do() {
        let table = || {
            IcebergTable::new(TableName::new("t").expect("a name"), "s3://my-bucket/t").column("n", AthenaType::Double)
        };
        let said = |table: IcebergTable| table.create().expect_err("a mistake").to_string();
        assert!(
            said(table().column("s", AthenaType::Smallint))
                .contains("`s` is smallint, which an Iceberg table cannot have")
        );
        assert!(
            said(table().partitioned_by([Transform::bucket(4, "n")]))
                .contains("does not partition by bucket of column `n`")
        );
        assert!(
            said(table().partitioned_by([Transform::day("x")])).contains("partitioned by `x`, which it does not have")
        );
        let option = |table: IcebergTable| table.option(IcebergOption::VacuumMinSnapshots, 2);
        assert!(said(option(option(table()))).contains("`vacuum_min_snapshots_to_keep` is given twice"));
        let twice = [Transform::identity("n"), Transform::identity("N")];
        assert!(said(table().partitioned_by(twice)).contains("the values of column `N` twice"));
        assert!(said(table().format(FileFormat::Json)).contains("PARQUET, ORC or AVRO"));
        assert!(said(table().option(IcebergOption::OptimizeFileThreshold, 50)).contains("less than 50"));
    }
}
