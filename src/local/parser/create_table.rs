//! CREATE EXTERNAL TABLE.

use datafusion::sql::sqlparser::{
    ast::{
        ColumnDef, ColumnOption, ColumnOptionDef, Expr, HiveDelimiter, HiveDistributionStyle, HiveFormat, HiveIOFormat,
        HiveRowDelimiter, HiveRowFormat, SqlOption, Value,
    },
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::Token,
};

use super::{bare_names, hive::name, statement::DdlStatement};
use crate::{
    error::{Error, ErrorKind, Result},
    local::{
        definition::{ColumnDefinition, TableDefinition},
        serde::{FormatClauses, SerDe, StoredAs, is_readable, is_serde_property},
        sql::{parse_hive, unescaped},
    },
    schema::{BucketName, TableName},
    types::AthenaType,
};

/// `CREATE EXTERNAL TABLE …`
///
/// # Errors
/// [`ErrorKind::Syntax`], and [`ErrorKind::Unsupported`] for formats, types and properties that are not read here.
pub(super) fn create_table(sql: &str) -> Result<DdlStatement> {
    let clauses = parse_hive(sql, |p| {
        p.expect_keywords(&[Keyword::CREATE, Keyword::EXTERNAL, Keyword::TABLE])?;
        let if_not_exists = p.parse_keywords(&[Keyword::IF, Keyword::NOT, Keyword::EXISTS]);
        let name = name(p)?;
        let (columns, constraints) = p.parse_columns()?;
        if !constraints.is_empty() {
            return p.expected("columns without constraints", p.peek_token());
        }
        if p.parse_keyword(Keyword::COMMENT) {
            p.parse_literal_string()?;
        }
        let partitions = p.parse_hive_distribution()?;
        let mut clauses = Clauses { if_not_exists, name, columns, partitioned: true, format: None, properties: vec![] };
        if p.parse_keyword(Keyword::CLUSTERED) {
            return Ok(clauses);
        }
        one_of_each_clause(p)?;
        clauses.format = p.parse_hive_formats()?;
        clauses.properties = p.parse_options(Keyword::TBLPROPERTIES)?;
        clauses.partitioned = !matches!(partitions, HiveDistributionStyle::NONE);
        Ok(clauses)
    });
    clauses.and_then(Clauses::into_statement)
}

/// sqlparser takes a clause twice, and the last one for both.
fn one_of_each_clause(p: &Parser<'_>) -> Result<(), ParserError> {
    let mut seen = Vec::new();
    for i in 0.. {
        let next = p.peek_nth_token(i);
        match &next.token {
            Token::EOF => break,
            Token::Word(word) if word.quote_style.is_none() && ONCE.contains(&word.keyword) => {
                if seen.contains(&word.keyword) {
                    return p.expected("each clause once", next);
                }
                seen.push(word.keyword);
            }
            _ => {}
        }
    }
    Ok(())
}

/// The words of clauses that a table has once.
const ONCE: [Keyword; 5] =
    [Keyword::FORMAT, Keyword::SERDEPROPERTIES, Keyword::STORED, Keyword::LOCATION, Keyword::TBLPROPERTIES];

/// The clauses as the grammar has them.
struct Clauses {
    if_not_exists: bool,
    name: TableName,
    columns: Vec<ColumnDef>,
    partitioned: bool,
    format: Option<HiveFormat>,
    properties: Vec<SqlOption>,
}

impl Clauses {
    fn into_statement(self) -> Result<DdlStatement> {
        if self.partitioned {
            return Err(Error::unsupported("a table with partitions or buckets"));
        }
        let columns = columns(&self.columns)?;
        let (mut format, location) = match &self.format {
            Some(format) => (format_clauses(format)?, format.location.as_deref()),
            None => (FormatClauses::default(), None),
        };
        format.properties.extend(serde_properties(&self.properties)?);
        let serde = SerDe::new(&format)?;
        columns.iter().try_for_each(|column| serde.check_type(&column.data_type))?;
        let (bucket, prefix) = parse_location(location)?;
        let table = TableDefinition { name: self.name, columns, serde, bucket, prefix };
        Ok(DdlStatement::CreateTable { table: Box::new(table), if_not_exists: self.if_not_exists })
    }
}

fn columns(definitions: &[ColumnDef]) -> Result<Vec<ColumnDefinition>> {
    let columns = definitions.iter().map(column).collect::<Result<Vec<_>>>()?;
    if columns.is_empty() {
        return Err(Error::unsupported("a table without a list of columns"));
    }
    for (i, column) in columns.iter().enumerate() {
        let twice = columns[..i].iter().any(|other| other.name == column.name);
        if twice || column.name.starts_with('$') {
            let reason = if twice { "two columns have this name" } else { "hidden columns begin with `$`" };
            return Err(ErrorKind::Identifier { name: column.name.clone(), reason }.into());
        }
    }
    Ok(columns)
}

fn column(definition: &ColumnDef) -> Result<ColumnDefinition> {
    bare_names::check_column(&definition.name, &definition.data_type)?;
    let data_type: AthenaType = definition.data_type.to_string().parse()?;
    if data_type.hive().is_none() {
        let (type_name, reason) =
            (definition.data_type.to_string(), "no column of a Hive table has it; the type begins");
        return Err(ErrorKind::TypeName { type_name, reason, position: 1 }.into());
    }
    if !is_readable(&data_type.arrow()) || matches!(data_type, AthenaType::Varchar(Some(_)) | AthenaType::Char(_)) {
        let type_name = data_type.hive().unwrap_or_else(|| data_type.to_string());
        return Err(Error::unsupported(format!("a column of type `{type_name}` in a table")));
    }
    let comment = comment(&definition.options)?;
    Ok(ColumnDefinition { name: definition.name.value.to_lowercase(), data_type, comment })
}

/// Hive's columns have no other options in Athena.
fn comment(options: &[ColumnOptionDef]) -> Result<Option<String>> {
    let mut comment = None;
    for option in options {
        match &option.option {
            ColumnOption::Comment(text) if option.name.is_none() && comment.is_none() => {
                comment = Some(unescaped(text))
            }
            _ => {
                let message = format!("mismatched input `{option}`. Expecting: one COMMENT, `,` or `)`");
                return Err(ErrorKind::Syntax { line: 1, column: 1, message }.into());
            }
        }
    }
    Ok(comment)
}

/// The table properties that the SerDe reads: Hive and Trino (`MetastoreUtil.getHiveSchema`) give it both lists, that of the table last. Other
/// properties that change which rows a table has are refused.
fn serde_properties(properties: &[SqlOption]) -> Result<Vec<(String, String)>> {
    const READING: [&str; 7] =
        ["skip.", "projection.", "storage.", "serialization.", "textinputformat.", "timestamp.", "table_type"];
    let mut of_serde = Vec::new();
    for (key, value) in key_values(properties)? {
        let off = key == "projection.enabled" && value == "false";
        if !off && READING.iter().any(|prefix| key.starts_with(prefix)) {
            return Err(Error::unsupported(format!("the table property '{key}'='{value}'")));
        }
        if is_serde_property(&key) {
            of_serde.push((key, value));
        }
    }
    Ok(of_serde)
}

fn key_values(options: &[SqlOption]) -> Result<Vec<(String, String)>> {
    options
        .iter()
        .map(|option| match option {
            SqlOption::KeyValue { key, value } => Ok((unescaped(&key.value).to_lowercase(), literal(value)?)),
            other => Err(Error::unsupported(format!("the property `{other}`"))),
        })
        .collect()
}

fn literal(expr: &Expr) -> Result<String> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(string) | Value::DoubleQuotedString(string) => Ok(unescaped(string)),
            other => Ok(other.to_string()),
        },
        other => Err(Error::unsupported(format!("`{other}` in place of a string"))),
    }
}

fn format_clauses(format: &HiveFormat) -> Result<FormatClauses> {
    let stored_as = match &format.storage {
        None => None,
        Some(HiveIOFormat::FileFormat { format }) => Some(StoredAs::Format(format.to_string())),
        // Nothing is written, so that the output format does not count.
        Some(HiveIOFormat::IOF { input_format, .. }) => Some(StoredAs::InputFormat(literal(input_format)?)),
        Some(HiveIOFormat::Using { format }) => return Err(Error::unsupported(format!("USING {format}"))),
    };
    let (class, properties) = match (&format.row_format, &format.serde_properties) {
        (Some(HiveRowFormat::SERDE { class }), properties) => {
            (Some(unescaped(class)), key_values(properties.as_deref().unwrap_or_default())?)
        }
        (_, Some(_)) => return Err(Error::unsupported("WITH SERDEPROPERTIES without ROW FORMAT SERDE")),
        (Some(HiveRowFormat::DELIMITED { delimiters }), None) => (None, delimiter_properties(delimiters)?),
        (None, None) => (None, Vec::new()),
    };
    Ok(FormatClauses { class, properties, stored_as })
}

/// The clauses of ROW FORMAT DELIMITED as the properties of LazySimpleSerDe, which Hive makes of them as well.
fn delimiter_properties(delimiters: &[HiveRowDelimiter]) -> Result<Vec<(String, String)>> {
    let property = |HiveRowDelimiter { delimiter, char }: &HiveRowDelimiter| {
        if !matches!(char.quote_style, Some('\'' | '"')) {
            let message = format!("mismatched input '{}'. Expecting a delimiter in quotes", char.value);
            return Err(ErrorKind::Syntax { line: 1, column: 1, message }.into());
        }
        let value = unescaped(&char.value);
        let key = match delimiter {
            HiveDelimiter::FieldsTerminatedBy => "field.delim",
            HiveDelimiter::FieldsEscapedBy => "escape.delim",
            HiveDelimiter::NullDefinedAs => "serialization.null.format",
            HiveDelimiter::CollectionItemsTerminatedBy => "collection.delim",
            HiveDelimiter::MapKeysTerminatedBy => "mapkey.delim",
            HiveDelimiter::LinesTerminatedBy if value == "\n" => "line.delim",
            HiveDelimiter::LinesTerminatedBy => {
                return Err(Error::unsupported("LINES TERMINATED BY anything but '\\n'"));
            }
        };
        Ok((key.to_owned(), value))
    };
    delimiters.iter().map(property).collect()
}

/// `s3://bucket/prefix/`
fn parse_location(location: Option<&str>) -> Result<(BucketName, String)> {
    let wrong = |message: String| -> Error { ErrorKind::Syntax { line: 1, column: 1, message }.into() };
    let Some(uri) = location.map(unescaped) else {
        return Err(wrong("No location was specified for table. An S3 location must be specified".to_owned()));
    };
    let Some(rest) = uri.strip_prefix("s3://") else {
        return Err(wrong(format!("LOCATION '{uri}' is not an S3 location of the form 's3://bucket/prefix/'")));
    };
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = prefix.trim_end_matches('/');
    if prefix.split('/').any(|part| matches!(part, "." | "..")) || prefix.contains("//") || prefix.starts_with('/') {
        return Err(wrong(format!("LOCATION '{uri}' has a part that cannot be the name of a directory")));
    }
    Ok((BucketName::new(bucket)?, prefix.to_owned()))
}
