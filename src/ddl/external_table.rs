//! CREATE EXTERNAL TABLE.

use super::{
    invalid::invalid,
    location::checked_location,
    names::hive_name,
    projection::Projection,
    row_format::RowFormat,
    table_column::{TableColumn, change, derived, each_once, list},
    template,
};
use crate::{
    error::{Error, Result},
    schema::{BaseView, BucketName, TableName, View},
    sql::{self, hive},
    statement::{Statement, StatementKind},
    types::AthenaType,
};

/// An external table over files: a value that renders as CREATE EXTERNAL TABLE.
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{Delimited, ExternalTable}, schema::TableName};
///
/// let table = ExternalTable::new(
///     TableName::new("quilt_named_packages_my-bucket")?,
///     Delimited::by(','),
///     &BucketName::new("my-bucket")?,
///     ".quilt/named_packages",
/// )
/// .column("hash", AthenaType::Varchar(None));
/// assert_eq!(
///     table.create()?.sql(),
///     "CREATE EXTERNAL TABLE IF NOT EXISTS `quilt_named_packages_my-bucket` (\n  `hash` string\n)\n\
///      ROW FORMAT DELIMITED FIELDS TERMINATED BY ','\n\
///      STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat' \
///      OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'\n\
///      LOCATION 's3://my-bucket/.quilt/named_packages/'\n\
///      TBLPROPERTIES ('has_encrypted_data'='false')"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// Partitions that are computed instead of registered ([partition
/// projection](https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html)):
///
/// ```
/// use quilt_athena::{
///     AthenaType, BucketName,
///     ddl::{DateBound, DateRange, ExternalTable, Projection, RowFormat},
///     schema::TableName,
/// };
///
/// let from = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
/// let table = ExternalTable::new(TableName::new("logs")?, RowFormat::Parquet, &BucketName::new("my-bucket")?, "logs")
///     .column("message", AthenaType::Varchar(None))
///     .partition("region", AthenaType::Varchar(None))
///     .partition("day", AthenaType::Varchar(None))
///     .project("region", Projection::values(["eu", "us"]))
///     .project("day", DateRange::new(DateBound::day(from), DateBound::now(), "yyyy/MM/dd"))
///     .location_template("s3://my-bucket/logs/${region}/${day}/");
/// assert_eq!(
///     table.create()?.sql(),
///     "CREATE EXTERNAL TABLE IF NOT EXISTS `logs` (\n  `message` string\n)\n\
///      PARTITIONED BY (\n  `region` string,\n  `day` string\n)\n\
///      STORED AS PARQUET\n\
///      LOCATION 's3://my-bucket/logs/'\n\
///      TBLPROPERTIES ('has_encrypted_data'='false', 'projection.enabled'='true', \
///      'projection.region.type'='enum', 'projection.region.values'='eu,us', \
///      'projection.day.type'='date', 'projection.day.range'='2024/01/01,NOW', 'projection.day.format'='yyyy/MM/dd', \
///      'storage.location.template'='s3://my-bucket/logs/${region}/${day}/')"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalTable {
    name: TableName,
    columns: Vec<TableColumn>,
    partitions: Vec<TableColumn>,
    format: RowFormat,
    location: String,
    comment: Option<String>,
    clustered: Option<(Vec<String>, u32)>,
    encrypted: bool,
    skipped_lines: u32,
    properties: Vec<(String, String)>,
    projections: Vec<(String, Projection)>,
    template: Option<String>,
    mistake: Option<String>,
}

impl ExternalTable {
    /// A table without columns yet, over all objects of a bucket whose keys begin with `prefix` and a slash.
    pub fn new(name: TableName, format: impl Into<RowFormat>, bucket: &BucketName, prefix: &str) -> Self {
        // Without the slash at the end, `packages` would also match `packages2`.
        let prefix = prefix.trim_matches('/');
        let location = if prefix.is_empty() { format!("s3://{bucket}/") } else { format!("s3://{bucket}/{prefix}/") };
        Self {
            name,
            columns: Vec::new(),
            partitions: Vec::new(),
            format: format.into(),
            location,
            comment: None,
            clustered: None,
            encrypted: false,
            skipped_lines: 0,
            properties: Vec::new(),
            projections: Vec::new(),
            template: None,
            mistake: None,
        }
    }

    /// The table that a derived struct describes: its fields are the columns, those with `#[athena(partition)]` the partition columns, and
    /// the name is that of the handle. Hidden columns such as `"$path"` are left out.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, BucketName, ddl::{ExternalTable, OpenXJson}};
    ///
    /// #[derive(AthenaView)]
    /// #[athena(view = "events_{bucket}")]
    /// struct Event {
    ///     at: chrono::NaiveDateTime,
    ///     size: Option<i64>,
    ///     tags: Vec<String>,
    ///     #[athena(column = "$path")]
    ///     path: String,
    ///     #[athena(partition)]
    ///     country: String,
    /// }
    ///
    /// let table = ExternalTable::of(&Event::view("my-bucket"), OpenXJson::new(), &BucketName::new("my-bucket")?, "events")?;
    /// assert!(table.create()?.sql().starts_with(
    ///     "CREATE EXTERNAL TABLE IF NOT EXISTS `events_my-bucket` (\n  `at` timestamp,\n  `size` bigint,\n  `tags` array<string>\n)\n\
    ///      PARTITIONED BY (\n  `country` string\n)\n"
    /// ));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the view's name.
    pub fn of<V: BaseView>(
        view: &View<V>,
        format: impl Into<RowFormat>,
        bucket: &BucketName,
        prefix: &str,
    ) -> Result<Self> {
        let (columns, partitions) = derived::<V>();
        Ok(Self { columns, partitions, ..Self::new(view.name()?.clone(), format, bucket, prefix) })
    }

    /// Adds a column.
    #[must_use]
    pub fn column(mut self, name: impl Into<String>, data_type: AthenaType) -> Self {
        self.columns.push(TableColumn::new(name, data_type));
        self
    }

    /// `PARTITIONED BY`: adds a column whose values are part of the prefixes.
    #[must_use]
    pub fn partition(mut self, name: impl Into<String>, data_type: AthenaType) -> Self {
        self.partitions.push(TableColumn::new(name, data_type));
        self
    }

    /// Changes the type of a column: for what the Rust type does not determine, such as the precision of a decimal.
    #[must_use]
    pub fn column_type(mut self, name: &str, data_type: AthenaType) -> Self {
        self.change(name, |column| column.set_type(data_type));
        self
    }

    /// A comment on a column that has been added.
    #[must_use]
    pub fn column_comment(mut self, name: &str, comment: impl Into<String>) -> Self {
        self.change(name, |column| column.comment = Some(comment.into()));
        self
    }

    fn change(&mut self, name: &str, how: impl FnOnce(&mut TableColumn)) {
        let mistake = change(self.columns.iter_mut().chain(&mut self.partitions), name, how);
        self.mistake = self.mistake.take().or(mistake);
    }

    /// A comment on the table.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// `CLUSTERED BY (columns) INTO count BUCKETS`: the files are divided by a hash of these columns already.
    #[must_use]
    pub fn clustered_by<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>, count: u32) -> Self {
        self.clustered = Some((columns.into_iter().map(Into::into).collect(), count));
        self
    }

    /// The files are encrypted on the client's side: `has_encrypted_data`.
    #[must_use]
    pub fn encrypted(mut self) -> Self {
        self.encrypted = true;
        self
    }

    /// The first lines of each file are not rows: `skip.header.line.count`, for [`Delimited`](super::Delimited) and
    /// [`OpenCsv`](super::OpenCsv).
    #[must_use]
    pub fn skip_header_lines(mut self, lines: u32) -> Self {
        self.skipped_lines = lines;
        self
    }

    /// What AWS Glue calls the files, such as `json` or `parquet`: `classification`.
    #[must_use]
    pub fn classification(self, kind: impl Into<String>) -> Self {
        self.property("classification", kind)
    }

    /// Any other of `TBLPROPERTIES`.
    #[must_use]
    pub fn property(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.properties.push((key.into(), value.into()));
        self
    }

    /// How the values of a partition column are computed. When one column has a projection, all need one, and registered partitions are ignored.
    #[must_use]
    pub fn project(mut self, column: impl Into<String>, by: impl Into<Projection>) -> Self {
        self.projections.push((column.into(), by.into()));
        self
    }

    /// The location of a computed partition, with `${column}` for each partition column: `storage.location.template`. Without one the
    /// prefixes are `column=value/`.
    #[must_use]
    pub fn location_template(mut self, template: impl Into<String>) -> Self {
        self.template = Some(template.into());
        self
    }

    /// The table's name.
    pub fn name(&self) -> &TableName {
        &self.name
    }

    /// The columns of the files, in order.
    pub fn columns(&self) -> &[TableColumn] {
        &self.columns
    }

    /// The partition columns, in order.
    pub fn partitions(&self) -> &[TableColumn] {
        &self.partitions
    }

    /// The `s3://` URI of the table's location, which ends in a slash.
    pub fn location(&self) -> &str {
        &self.location
    }

    /// `CREATE EXTERNAL TABLE IF NOT EXISTS …`
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`](crate::ErrorKind::Identifier) for a name that Hive's grammar cannot quote;
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) for a table without columns or with one twice, a type that a Hive table cannot have, a
    /// property that is given twice or does not fit the format, and a projection that leaves out a partition column, names another, or
    /// contradicts itself.
    pub fn create(&self) -> Result<Statement> {
        self.check()?;
        let mut text = format!("CREATE EXTERNAL TABLE IF NOT EXISTS {} ", hive_name(&self.name)?);
        text.push_str(&format!("(\n{}\n)\n", list(&self.columns)?));
        if let Some(comment) = &self.comment {
            text.push_str(&format!("COMMENT {}\n", hive::string(comment)));
        }
        if !self.partitions.is_empty() {
            text.push_str(&format!("PARTITIONED BY (\n{}\n)\n", list(&self.partitions)?));
        }
        if let Some((columns, count)) = &self.clustered {
            let columns = columns.iter().map(|name| hive::identifier(name)).collect::<Result<Vec<_>>>()?.join(", ");
            text.push_str(&format!("CLUSTERED BY ({columns}) INTO {count} BUCKETS\n"));
        }
        text.push_str(&format!(
            "{}\nLOCATION {}\n",
            self.format.clauses(),
            hive::string(&checked_location(&self.location)?)
        ));
        text.push_str(&format!("TBLPROPERTIES {}", hive::properties(&self.table_properties()?)));
        sql::fits(&text)?;
        Ok(Statement::new(text, StatementKind::HiveDdl))
    }

    fn check(&self) -> Result<()> {
        if let Some(mistake) = &self.mistake {
            return invalid(mistake.clone());
        }
        if self.columns.is_empty() {
            return invalid("a table needs at least one column that is not a partition column: add it with `column`");
        }
        each_once(self.columns.iter().chain(&self.partitions))?;
        if self.skipped_lines > 0 && !self.format.has_headers() {
            return invalid("only delimited text and CSV have header lines to skip: leave out `skip_header_lines`");
        }
        if let RowFormat::Delimited(delimited) = &self.format {
            delimited.check()?;
        }
        let Some((columns, count)) = &self.clustered else { return Ok(()) };
        if *count == 0 || columns.is_empty() {
            return invalid("CLUSTERED BY needs at least one column and one bucket");
        }
        match columns.iter().find(|name| !self.columns.iter().any(|one| one.name.eq_ignore_ascii_case(name))) {
            Some(unknown) => invalid(format!("CLUSTERED BY names `{unknown}`, which is not a column of the files")),
            None => Ok(()),
        }
    }

    fn table_properties(&self) -> Result<Vec<(String, String)>> {
        let mut all = vec![("has_encrypted_data".to_owned(), self.encrypted.to_string())];
        if self.skipped_lines > 0 {
            all.push(("skip.header.line.count".to_owned(), self.skipped_lines.to_string()));
        }
        all.extend(self.properties.iter().cloned());
        all.extend(self.projected()?);
        match all.iter().enumerate().find(|(i, (key, _))| all[..*i].iter().any(|(other, _)| other == key)) {
            Some((_, (twice, _))) => invalid(format!("the table property `{twice}` is given twice")),
            None => Ok(all),
        }
    }

    /// The properties of partition projection, in the order of the partition columns.
    fn projected(&self) -> Result<Vec<(String, String)>> {
        if self.projections.is_empty() {
            return match &self.template {
                Some(_) => invalid(
                    "a location template is for partition projection: add that with `project`, or leave the template out",
                ),
                None => Ok(Vec::new()),
            };
        }
        let named = |column: &TableColumn, name: &str| column.name.eq_ignore_ascii_case(name);
        if let Some((name, _)) =
            self.projections.iter().find(|(name, _)| !self.partitions.iter().any(|column| named(column, name)))
        {
            return invalid(format!(
                "`{name}` has a projection and is not a partition column: add it with `partition`"
            ));
        }
        let mut all = vec![("projection.enabled".to_owned(), "true".to_owned())];
        for column in &self.partitions {
            let mut of_column = self.projections.iter().filter(|(name, _)| named(column, name));
            let Some((_, projection)) = of_column.next() else {
                let name = &column.name;
                return invalid(format!("partition column `{name}` has no projection: when one has, all need one"));
            };
            if of_column.next().is_some() {
                return invalid(format!("partition column `{}` has two projections", column.name));
            }
            let properties =
                projection.properties(&column.data_type).map_err(|error| in_column(&column.name, &error))?;
            let name = column.name.to_lowercase();
            all.extend(properties.into_iter().map(|(key, value)| (format!("projection.{name}.{key}"), value)));
        }
        if let Some(template) = &self.template {
            template::check(template, &self.partitions)?;
            all.push(("storage.location.template".to_owned(), template.clone()));
        }
        Ok(all)
    }
}

fn in_column(name: &str, error: &Error) -> Error {
    match error.kind() {
        crate::ErrorKind::InvalidQuery { reason } => {
            Error::invalid_query(format!("partition column `{name}`: {reason}"))
        }
        _ => error.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ddl::{Delimited, IntegerRange};

    fn table() -> ExternalTable {
        let (name, bucket) = (TableName::new("t").expect("a name"), BucketName::new("my-bucket").expect("a bucket"));
        ExternalTable::new(name, Delimited::by('\t'), &bucket, "").column("n", AthenaType::Integer)
    }

    fn said(table: &ExternalTable) -> String {
        table.create().expect_err("a mistake").to_string().replace("this query cannot be sent: ", "")
    }

    #[test]
    fn all_clauses_stand_in_hives_order() {
        let table = table()
            .column("at", AthenaType::TimestampTz(3))
            .column_type("at", AthenaType::Timestamp(3))
            .column_comment("n", "how many; it's")
            .partition("year", AthenaType::Integer)
            .comment("a table")
            .clustered_by(["n"], 4)
            .skip_header_lines(1)
            .classification("csv")
            .project("year", IntegerRange::new(2020, 2030));
        expect_test::expect![[r#"
            CREATE EXTERNAL TABLE IF NOT EXISTS `t` (
              `n` int COMMENT 'how many; it\'s',
              `at` timestamp
            )
            COMMENT 'a table'
            PARTITIONED BY (
              `year` int
            )
            CLUSTERED BY (`n`) INTO 4 BUCKETS
            ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t'
            STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat' OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
            LOCATION 's3://my-bucket/'
            TBLPROPERTIES ('has_encrypted_data'='false', 'skip.header.line.count'='1', 'classification'='csv', 'projection.enabled'='true', 'projection.year.type'='integer', 'projection.year.range'='2020,2030')"#]]
        .assert_eq(table.create().expect("a statement").sql());
    }

    #[test]
    fn mistakes_say_what_to_do() {
        let text = || AthenaType::Varchar(None);
        let projected =
            || table().partition("a", text()).partition("b", text()).project("a", Projection::values(["x"]));
        let both = || projected().project("b", Projection::Injected);
        let all = [
            said(&table().column("N", text())),
            said(&table().partition("n", text())),
            said(&table().column("t", AthenaType::Time(3))),
            said(&table().column_comment("x", "y")),
            said(&table().property("has_encrypted_data", "true")),
            said(&table().location_template("s3://my-bucket/")),
            said(&table().project("n", Projection::Injected)),
            said(&projected()),
            said(&both().project("B", Projection::Injected)),
            said(&projected().project("b", IntegerRange::new(2, 1))),
            said(&both().location_template("s3://my-bucket/${a}/")),
            said(&both().location_template("s3://my-bucket/${a}/${b}")),
            said(&both().location_template("s3://my-bucket/${a}/${b}/${c}/")),
        ];
        expect_test::expect![[r#"
            column `N` appears twice: names are case-insensitive, and a partition column is not a column of the files
            column `n` appears twice: names are case-insensitive, and a partition column is not a column of the files
            column `t` is time, which a Hive table cannot have
            the table has no column `x`: add it first
            the table property `has_encrypted_data` is given twice
            a location template is for partition projection: add that with `project`, or leave the template out
            `n` has a projection and is not a partition column: add it with `partition`
            partition column `b` has no projection: when one has, all need one
            partition column `b` has two projections
            partition column `b`: the range goes from 2 down to 1: the smaller number comes first
            the location template has no `${b}`: it must contain every partition column
            the location template `s3://my-bucket/${a}/${b}` must end in one slash
            the location template names `${c}`, which is not a partition column"#]]
        .assert_eq(&all.join("\n"));
    }
}
