//! CREATE EXTERNAL TABLE.

use crate::{
    error::{ErrorKind, Result},
    schema::{BucketName, TableName},
    sql::hive,
    statement::{Statement, StatementKind},
    types::AthenaType,
};

/// How the lines of a table's files are read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowFormat {
    /// One JSON value per line, by the OpenX SerDe (user guide, "OpenX JSON SerDe").
    OpenXJson {
        /// A malformed line is a row of NULLs instead of an error: `ignore.malformed.json`.
        ignore_malformed: bool,
    },
    /// Fields between delimiters, by LazySimpleSerDe (user guide, "LazySimpleSerDe").
    Delimited {
        /// What ends a field.
        fields: char,
    },
}

/// An external table over text files: a value that renders as CREATE EXTERNAL TABLE.
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{ExternalTable, RowFormat}, schema::TableName};
///
/// let table = ExternalTable::new(
///     TableName::new("quilt_named_packages_my-bucket")?,
///     RowFormat::Delimited { fields: ',' },
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalTable {
    name: TableName,
    columns: Vec<(String, AthenaType)>,
    format: RowFormat,
    location: String,
}

impl ExternalTable {
    /// A table without columns yet, over all objects of a bucket whose keys begin with `prefix` and a slash.
    pub fn new(name: TableName, format: RowFormat, bucket: &BucketName, prefix: &str) -> Self {
        // Without the slash at the end, `packages` could take in `packages2` as well.
        let location = format!("s3://{bucket}/{}/", prefix.trim_matches('/'));
        Self { name, columns: Vec::new(), format, location }
    }

    /// Adds a column.
    #[must_use]
    pub fn column(mut self, name: impl Into<String>, of: AthenaType) -> Self {
        self.columns.push((name.into(), of));
        self
    }

    /// The table's name.
    pub fn name(&self) -> &TableName {
        &self.name
    }

    /// The columns, in order.
    pub fn columns(&self) -> &[(String, AthenaType)] {
        &self.columns
    }

    /// The `s3://` URI of the table's folder, which ends in a slash.
    pub fn location(&self) -> &str {
        &self.location
    }

    /// `CREATE EXTERNAL TABLE IF NOT EXISTS …`
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`] for a name that Hive's grammar cannot quote; [`ErrorKind::Query`] for a type that a Hive table cannot
    /// have.
    pub fn create(&self) -> Result<Statement> {
        let name = hive_name(&self.name)?;
        let columns = self.columns.iter().map(column).collect::<Result<Vec<_>>>()?.join(",\n");
        let sql = format!(
            "CREATE EXTERNAL TABLE IF NOT EXISTS {name} (\n{columns}\n)\n{}\n{}\nLOCATION {}\nTBLPROPERTIES ({}={})",
            self.row_format(),
            self.stored_as(),
            hive::string(&self.location),
            hive::string("has_encrypted_data"),
            hive::string("false"),
        );
        Ok(Statement::new(sql, StatementKind::HiveDdl))
    }

    fn row_format(&self) -> String {
        match &self.format {
            RowFormat::OpenXJson { ignore_malformed } => format!(
                "ROW FORMAT SERDE {} WITH SERDEPROPERTIES ({}={})",
                hive::string("org.openx.data.jsonserde.JsonSerDe"),
                hive::string("ignore.malformed.json"),
                hive::string(&ignore_malformed.to_string()),
            ),
            RowFormat::Delimited { fields } => {
                format!("ROW FORMAT DELIMITED FIELDS TERMINATED BY {}", hive::string(&fields.to_string()))
            }
        }
    }

    fn stored_as(&self) -> String {
        format!(
            "STORED AS INPUTFORMAT {} OUTPUTFORMAT {}",
            hive::string("org.apache.hadoop.mapred.TextInputFormat"),
            hive::string("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"),
        )
    }
}

fn column((name, of): &(String, AthenaType)) -> Result<String> {
    let spelled = of.hive().ok_or_else(|| ErrorKind::Query {
        reason: format!("column `{name}` is {of}, which a Hive table cannot have"),
    })?;
    Ok(format!("  {} {spelled}", hive::identifier(name)?))
}

/// A name in Hive's grammar. DDL takes no catalog: that one is chosen by the connection.
pub(super) fn hive_name(name: &TableName) -> Result<String> {
    if name.catalog.is_some() {
        let reason = format!("Hive DDL takes no catalog in a name ({name}): connect to the catalog instead");
        return Err(ErrorKind::Query { reason }.into());
    }
    Ok(name.parts().map(hive::identifier).collect::<Result<Vec<_>>>()?.join("."))
}
