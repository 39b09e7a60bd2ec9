//! CREATE TABLE AS.

use super::{
    format::{Compression, FileFormat, FileOptions, file_setters},
    iceberg_option::{IcebergOption, options_once},
    invalid::invalid,
    location::checked_location,
    properties::Properties,
    source::{RowSource, SourceQuery},
    transform::{Transform, transforms_once},
};
use crate::{
    error::Result,
    schema::TableName,
    sql,
    statement::{Statement, StatementKind},
};

/// `CREATE TABLE … AS query`: a new table with the rows of a query. Its files go under an empty prefix.
///
/// It makes a Hive table of Parquet files by default; [`iceberg`](Self::iceberg) makes an Iceberg table. Options that contradict each
/// other are an error of [`statement`](Self::statement). See
/// [CREATE TABLE AS](https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html).
///
/// ```
/// use quilt_athena::{prelude::*, ddl::{Compression, CreateTableAs, FileFormat}, quilt::NamedPackage, schema::TableName};
///
/// #[derive(AthenaView)]
/// struct Push { name: String, user: String }
///
/// let p = NamedPackage::view("my-bucket");
/// let pushes: View<Push> = select().from(&p).select((p.name, p.user)).into_view();
/// let create = CreateTableAs::new(TableName::new("pushes")?, &pushes)
///     .if_not_exists()
///     .location("s3://my-bucket/pushes")
///     .format(FileFormat::Orc)
///     .compression(Compression::Zstd)
///     .partitioned_by(["user"]);
/// assert_eq!(
///     create.statement()?.sql(),
///     "CREATE TABLE IF NOT EXISTS \"pushes\" WITH (external_location = 's3://my-bucket/pushes/', format = 'ORC', \
///      write_compression = 'ZSTD', partitioned_by = ARRAY['user']) AS \
///      SELECT \"named_package\".\"name\" AS \"name\", \"named_package\".\"user\" AS \"user\" \
///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct CreateTableAs {
    pub(super) table: TableName,
    pub(super) rows: Result<SourceQuery>,
    pub(super) if_not_exists: bool,
    iceberg: bool,
    location: Option<String>,
    files: FileOptions,
    pub(super) partitioned_by: Vec<String>,
    pub(super) partitioning: Vec<Transform>,
    pub(super) bucketed: Option<(Vec<String>, u32)>,
    options: Vec<(IcebergOption, u64)>,
    pub(super) no_data: bool,
}

impl CreateTableAs {
    /// A table of this name with the rows of a query.
    pub fn new(table: TableName, rows: &impl RowSource) -> Self {
        Self {
            table,
            rows: rows.source_query(),
            if_not_exists: false,
            iceberg: false,
            location: None,
            files: FileOptions::default(),
            partitioned_by: Vec::new(),
            partitioning: Vec::new(),
            bucketed: None,
            options: Vec::new(),
            no_data: false,
        }
    }

    /// `IF NOT EXISTS`: a table of this name that exists already is not an error, and stays as it is.
    pub fn if_not_exists(mut self) -> Self {
        self.if_not_exists = true;
        self
    }

    /// An Iceberg table, which needs a [`location`](Self::location).
    ///
    /// ```
    /// use quilt_athena::{Statement, ddl::{CreateTableAs, IcebergOption, Transform}, schema::TableName};
    ///
    /// let create = CreateTableAs::new(TableName::new("t")?, &Statement::query("SELECT a, at FROM s"))
    ///     .iceberg()
    ///     .location("s3://my-bucket/t/")
    ///     .partitioning([Transform::day("at"), Transform::bucket(16, "a")])
    ///     .option(IcebergOption::VacuumMinSnapshots, 3);
    /// assert_eq!(
    ///     create.statement()?.sql(),
    ///     "CREATE TABLE \"t\" WITH (table_type = 'ICEBERG', is_external = false, location = 's3://my-bucket/t/', \
    ///      partitioning = ARRAY['day(at)', 'bucket(a, 16)'], vacuum_min_snapshots_to_keep = 3) AS SELECT a, at FROM s"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn iceberg(mut self) -> Self {
        self.iceberg = true;
        self
    }

    /// The prefix of the table's files, which has to be empty: `external_location` of a Hive table, `location` of an Iceberg table.
    /// A Hive table without one is put below the workgroup's output location.
    pub fn location(mut self, uri: impl Into<String>) -> Self {
        self.location = Some(uri.into());
        self
    }

    file_setters!(
        format: "`format`; Parquet by default.",
        compression: "`write_compression`.",
        field_delimiter
    );

    /// `partitioned_by`, of a Hive table. These columns are the last of the query, in this order.
    pub fn partitioned_by<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.partitioned_by = columns.into_iter().map(Into::into).collect();
        self
    }

    /// `partitioning`, of an Iceberg table.
    pub fn partitioning(mut self, by: impl IntoIterator<Item = Transform>) -> Self {
        self.partitioning = by.into_iter().collect();
        self
    }

    /// `bucketed_by` and `bucket_count`, of a Hive table. INSERT refuses such a table.
    pub fn bucketed_by<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>, count: u32) -> Self {
        self.bucketed = Some((columns.into_iter().map(Into::into).collect(), count));
        self
    }

    /// How an Iceberg table is maintained.
    pub fn option(mut self, option: IcebergOption, value: u64) -> Self {
        self.options.push((option, value));
        self
    }

    /// `WITH NO DATA`: the table is made and stays empty.
    ///
    /// ```
    /// use quilt_athena::{Statement, ddl::CreateTableAs, schema::TableName};
    ///
    /// let create = CreateTableAs::new(TableName::new("t")?, &Statement::query("SELECT 1 AS n")).with_no_data();
    /// assert_eq!(create.statement()?.sql(), "CREATE TABLE \"t\" AS SELECT 1 AS n\nWITH NO DATA");
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn with_no_data(mut self) -> Self {
        self.no_data = true;
        self
    }

    /// The statement.
    ///
    /// # Errors
    /// What is wrong with the query; [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) for properties that contradict each other, partition columns
    /// that are not the last of the query (where its columns are known), a location that is not a prefix, and a statement that is too long;
    /// [`ErrorKind::BucketName`](crate::ErrorKind::BucketName) for a bucket that S3 forbids.
    pub fn statement(&self) -> Result<Statement> {
        self.statement_of(&self.rows.clone()?.sql)
    }

    /// The same over another query with the same columns.
    pub(super) fn statement_of(&self, query: &str) -> Result<Statement> {
        self.check()?;
        let if_not_exists = if self.if_not_exists { "IF NOT EXISTS " } else { "" };
        let properties = self.properties()?;
        // The newline ends a comment that may come last.
        let no_data = if self.no_data { "\nWITH NO DATA" } else { "" };
        let text = format!("CREATE TABLE {if_not_exists}{}{properties} AS {query}{no_data}", self.table);
        sql::fits(&text)?;
        Ok(Statement::new(text, StatementKind::TrinoDdl))
    }

    fn properties(&self) -> Result<Properties> {
        let mut all = Properties::default();
        if self.iceberg {
            all.string("table_type", "ICEBERG");
            all.plain("is_external", "false");
        }
        if let Some(location) = &self.location {
            all.string(if self.iceberg { "location" } else { "external_location" }, &checked_location(location)?);
        }
        all.files("write_compression", self.files);
        all.strings("partitioned_by", &self.partitioned_by);
        all.strings("partitioning", &self.partitioning.iter().map(Transform::trino).collect::<Result<Vec<_>>>()?);
        if let Some((columns, count)) = &self.bucketed {
            all.strings("bucketed_by", columns);
            all.plain("bucket_count", count);
        }
        for (option, value) in &self.options {
            all.plain(option.name(), value);
        }
        Ok(all)
    }

    fn check(&self) -> Result<()> {
        let column_names = self.rows.clone()?.column_names;
        if self.iceberg {
            self.check_iceberg()?
        } else {
            self.check_hive()?
        }
        unique("partitioned by", &self.partitioned_by)?;
        unique("bucketed by", self.bucketed.as_ref().map_or(&[][..], |(columns, _)| columns))?;
        match column_names {
            Some(column_names) => self.check_columns(&column_names),
            None => Ok(()),
        }
    }

    fn check_iceberg(&self) -> Result<()> {
        self.files.fit_iceberg()?;
        if !self.partitioned_by.is_empty() {
            return invalid(
                "`partitioned_by` is for Hive tables: an Iceberg table has `partitioning`, with transforms",
            );
        }
        if self.bucketed.is_some() {
            return invalid("`bucketed_by` is for Hive tables: an Iceberg table is partitioned by `Transform::bucket`");
        }
        if self.location.is_none() && self.table.catalog.is_none() {
            return invalid("an Iceberg table needs a location: an empty S3 prefix of its own");
        }
        options_once(&self.options)?;
        transforms_once(&self.partitioning)?;
        self.options.iter().try_for_each(|(option, value)| option.check(*value))
    }

    fn check_hive(&self) -> Result<()> {
        self.files.fit_hive()?;
        if !self.partitioning.is_empty() {
            return invalid(
                "transforms are for Iceberg tables: call `iceberg`, or use `partitioned_by` with columns of the query",
            );
        }
        if let Some((option, _)) = self.options.first() {
            return invalid(format!("`{}` is for Iceberg tables: call `iceberg`, or leave it out", option.name()));
        }
        match &self.bucketed {
            Some((columns, _)) if columns.is_empty() => invalid("`bucketed_by` needs at least one column"),
            Some((_, 0)) => invalid("`bucket_count` must be at least 1"),
            Some((columns, _)) => match columns.iter().find(|column| holds(&self.partitioned_by, column)) {
                Some(both) => invalid(format!("column `{both}` cannot both be partitioned and bucketed by")),
                None => Ok(()),
            },
            None => Ok(()),
        }
    }

    fn check_columns(&self, column_names: &[String]) -> Result<()> {
        let bucketed = self.bucketed.iter().flat_map(|(columns, _)| columns);
        let transformed = self.partitioning.iter().map(|one| &one.column);
        known(bucketed.chain(transformed).chain(&self.partitioned_by), column_names)?;
        last_of("CREATE TABLE AS", &self.partitioned_by, column_names)
    }
}

/// Athena takes the last columns of the query for the partition columns, in this order (user guide, "CREATE TABLE AS" and "UNLOAD").
pub(super) fn last_of(statement: &str, partitions: &[String], column_names: &[String]) -> Result<()> {
    let (wanted, known) = (partitions.join(", "), column_names.join(", "));
    let Some(others) = column_names.len().checked_sub(partitions.len()) else {
        return invalid(format!("{statement} is partitioned by {wanted}, and the query has only {known}"));
    };
    if others == 0 {
        return invalid(format!("{statement} needs a column that is not partitioned by: all of {known} are"));
    }
    let same = column_names[others..].iter().zip(partitions).all(|(label, column)| label.eq_ignore_ascii_case(column));
    if same {
        return Ok(());
    }
    invalid(format!(
        "the columns that {statement} partitions by must come last in the query, in the same order: \
         select {wanted} at the end of ({known})"
    ))
}

/// Each of the columns is one of the query's.
pub(super) fn known<'a>(columns: impl IntoIterator<Item = &'a String>, column_names: &[String]) -> Result<()> {
    match columns.into_iter().find(|column| !holds(column_names, column)) {
        Some(column) => invalid(format!("the query has no column `{column}`: it has {}", column_names.join(", "))),
        None => Ok(()),
    }
}

fn holds(names: &[String], name: &str) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

pub(super) fn unique(clause: &str, names: &[String]) -> Result<()> {
    match names.iter().enumerate().find(|(i, name)| holds(&names[..*i], name)) {
        Some((_, twice)) => invalid(format!("column `{twice}` is {clause} twice")),
        None => Ok(()),
    }
}
