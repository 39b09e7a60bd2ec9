//! Hive's grammar: CREATE EXTERNAL TABLE, DROP TABLE, SHOW, DESCRIBE.

use std::sync::Arc;

use arrow_schema::{Field, Schema, SchemaRef};
use datafusion::sql::sqlparser::{
    ast::{
        ColumnDef, ColumnOption, Expr, FileFormat, HiveDelimiter, HiveDistributionStyle, HiveFormat, HiveIOFormat,
        HiveRowDelimiter, HiveRowFormat, SqlOption, Value,
    },
    dialect::Dialect,
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::{Token, Tokenizer},
};

use super::{
    command::{Command, table_name},
    serde::{Delimited, OpenX, SerDe, readable},
    sql::syntax,
};
use crate::{
    error::{Error, ErrorKind, Result},
    schema::{BucketName, TableName},
    types::AthenaType,
};

/// Backticks quote names, a backslash escapes in strings. Double quotes make a string, so they never make a name.
#[derive(Debug)]
pub(super) struct HiveDialect;

impl Dialect for HiveDialect {
    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '`'
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_ascii_alphanumeric() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_ascii_alphanumeric() || ch == '_'
    }

    fn supports_string_literal_backslash_escape(&self) -> bool {
        true
    }

    /// `struct<a:t>` as a type.
    fn supports_struct_literal(&self) -> bool {
        true
    }

    /// `map<k,v>` as a type.
    fn supports_map_literal_with_angle_brackets(&self) -> bool {
        true
    }

    fn supports_numeric_prefix(&self) -> bool {
        true
    }
}

/// An external table.
#[derive(Debug, Clone)]
pub(super) struct TableDefinition {
    pub(super) name: TableName,
    pub(super) if_not_exists: bool,
    pub(super) columns: Vec<Column>,
    pub(super) serde: SerDe,
    pub(super) bucket: BucketName,
    /// Without slashes around it.
    pub(super) prefix: String,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) of: AthenaType,
    pub(super) comment: Option<String>,
}

impl TableDefinition {
    pub(super) fn schema(&self) -> SchemaRef {
        let fields = self.columns.iter().map(|column| Field::new(&column.name, column.of.arrow(), true));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }
}

/// Runs a parser over a whole text. Strings keep their escapes: sqlparser undoes MySQL's, Hive's are [`unescaped`].
fn hive<T>(text: &str, parse: impl FnOnce(&mut Parser<'_>) -> Result<T, ParserError>) -> Result<T> {
    let tokens = Tokenizer::new(&HiveDialect, text).with_unescape(false).tokenize_with_location().map_err(|error| {
        let (line, column) = (error.location.line, error.location.column);
        Error::from(ErrorKind::Syntax { line, column, message: error.message })
    })?;
    let mut parser = Parser::new(&HiveDialect).with_tokens_with_locations(tokens);
    let parsed = parse(&mut parser).and_then(|parsed| {
        let _ = parser.consume_token(&Token::SemiColon);
        parser.expect_token(&Token::EOF).map(|_| parsed)
    });
    parsed.map_err(|error| syntax(error, text))
}

/// Undoes the escapes of a Hive string.
pub(super) fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (decoded, used) = escape(after);
        out.push_str(&decoded);
        rest = &after[used..];
    }
    out.push_str(rest);
    out
}

/// What an escape stands for, and how many bytes of text it took.
fn escape(after: &str) -> (String, usize) {
    let number = |digits: Option<&str>, radix| {
        let plain = digits.filter(|digits| digits.chars().all(|c| c.is_digit(radix)));
        plain.and_then(|digits| u32::from_str_radix(digits, radix).ok()).and_then(char::from_u32)
    };
    if let Some(c) = after.strip_prefix('u').and_then(|rest| number(rest.get(..4), 16)) {
        return (c.to_string(), 5);
    }
    if let Some(c) = number(after.get(..3), 8).filter(|_| after.starts_with(['0', '1'])) {
        return (c.to_string(), 3);
    }
    let Some(c) = after.chars().next() else { return ("\\".to_owned(), 0) };
    let decoded = match c {
        '0' => "\0".to_owned(),
        'b' => "\u{8}".to_owned(),
        'n' => "\n".to_owned(),
        'r' => "\r".to_owned(),
        't' => "\t".to_owned(),
        'Z' => "\u{1a}".to_owned(),
        // Hive keeps these two as they are, for LIKE.
        '%' => "\\%".to_owned(),
        '_' => "\\_".to_owned(),
        other => other.to_string(),
    };
    (decoded, c.len_utf8())
}

/// One pair of backticks may hold `database.table` (user guide, "DROP TABLE").
fn name(parser: &mut Parser<'_>) -> Result<TableName, ParserError> {
    let first = parser.peek_token();
    let mut object = parser.parse_object_name(false)?;
    let quoted =
        |style| object.0.iter().any(|part| part.as_ident().is_some_and(|ident| ident.quote_style == Some(style)));
    if quoted('"') || quoted('\'') {
        return parser.expected("a name in backticks, as Hive's DDL quotes it", first);
    }
    if let [only] = object.0.as_slice()
        && let Some(ident) = only.as_ident()
        && let Some((schema, table)) = ident.value.split_once('.')
    {
        let part = |text: &str| datafusion::sql::sqlparser::ast::Ident::with_quote('`', text);
        object = vec![part(schema), part(table)].into();
    }
    table_name(&object).map_err(|error| ParserError::ParserError(error.to_string()))
}

/// `CREATE EXTERNAL TABLE …`
///
/// # Errors
/// [`ErrorKind::Syntax`], and [`ErrorKind::Unsupported`] for formats, types and properties that are not read here.
pub(super) fn create_table(text: &str) -> Result<TableDefinition> {
    let raw = hive(text, |p| {
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
        let bucketed = p.parse_keyword(Keyword::CLUSTERED);
        if bucketed {
            return Ok(Raw { if_not_exists, name, columns, partitioned: true, format: None, properties: Vec::new() });
        }
        let format = p.parse_hive_formats()?;
        let properties = p.parse_options(Keyword::TBLPROPERTIES)?;
        let partitioned = !matches!(partitions, HiveDistributionStyle::NONE);
        Ok(Raw { if_not_exists, name, columns, partitioned, format, properties })
    });
    raw.and_then(Raw::check)
}

/// A table as the grammar has it.
struct Raw {
    if_not_exists: bool,
    name: TableName,
    columns: Vec<ColumnDef>,
    partitioned: bool,
    format: Option<HiveFormat>,
    properties: Vec<SqlOption>,
}

impl Raw {
    fn check(self) -> Result<TableDefinition> {
        if self.partitioned {
            return Err(Error::unsupported("a table with partitions or buckets"));
        }
        harmless(&self.properties)?;
        let columns = self.columns.iter().map(column).collect::<Result<Vec<_>>>()?;
        if columns.is_empty() {
            return Err(Error::unsupported("a table without a list of columns"));
        }
        for (i, column) in columns.iter().enumerate() {
            let twice = columns[..i].iter().any(|other| other.name == column.name);
            if twice || column.name.starts_with('$') {
                let reason = if twice { "two columns have it" } else { "hidden columns begin with `$`" };
                return Err(ErrorKind::Identifier { name: column.name.clone(), reason }.into());
            }
        }
        let format = self.format.unwrap_or(HiveFormat {
            row_format: None,
            serde_properties: None,
            storage: None,
            location: None,
        });
        storage(format.storage.as_ref())?;
        let serde = serde(&format)?;
        let nested = |of: &AthenaType| matches!(of, AthenaType::Array(_) | AthenaType::Row(_));
        if matches!(serde, SerDe::Delimited(_)) && columns.iter().any(|column| nested(&column.of)) {
            return Err(Error::unsupported("an array or struct in a delimited file"));
        }
        let (bucket, prefix) = location(format.location.as_deref())?;
        Ok(TableDefinition { name: self.name, if_not_exists: self.if_not_exists, columns, serde, bucket, prefix })
    }
}

fn column(definition: &ColumnDef) -> Result<Column> {
    let of: AthenaType = definition.data_type.to_string().parse()?;
    if of.hive().is_none() {
        let (text, reason) = (definition.data_type.to_string(), "no column of a Hive table has it; the type begins");
        return Err(ErrorKind::TypeName { text, reason, position: 1 }.into());
    }
    if !readable(&of.arrow()) || matches!(of, AthenaType::Varchar(Some(_)) | AthenaType::Char(_)) {
        let spelled = of.hive().unwrap_or_else(|| of.to_string());
        return Err(Error::unsupported(format!("a column of type `{spelled}` in a table")));
    }
    let comment = definition.options.iter().find_map(|option| match &option.option {
        ColumnOption::Comment(comment) => Some(unescaped(comment)),
        _ => None,
    });
    Ok(Column { name: definition.name.value.to_lowercase(), of, comment })
}

/// Properties that do not change which rows a table has.
fn harmless(properties: &[SqlOption]) -> Result<()> {
    const READING: [&str; 7] =
        ["skip.", "projection.", "storage.", "serialization.", "textinputformat.", "timestamp.", "table_type"];
    for (key, value) in pairs(properties)? {
        let off = key == "projection.enabled" && value == "false";
        if !off && READING.iter().any(|prefix| key.starts_with(prefix)) {
            return Err(Error::unsupported(format!("the table property '{key}'='{value}'")));
        }
    }
    Ok(())
}

fn pairs(options: &[SqlOption]) -> Result<Vec<(String, String)>> {
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
            Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) => Ok(unescaped(text)),
            other => Ok(other.to_string()),
        },
        other => Err(Error::unsupported(format!("`{other}` in place of a string"))),
    }
}

fn storage(storage: Option<&HiveIOFormat>) -> Result<()> {
    match storage {
        None | Some(HiveIOFormat::FileFormat { format: FileFormat::TEXTFILE }) => Ok(()),
        // What writes the files is never asked.
        Some(HiveIOFormat::IOF { input_format, .. }) => match literal(input_format)?.as_str() {
            "org.apache.hadoop.mapred.TextInputFormat" => Ok(()),
            other => Err(Error::unsupported(format!("the input format `{other}`"))),
        },
        Some(HiveIOFormat::FileFormat { format }) => Err(Error::unsupported(format!("STORED AS {format}"))),
        Some(HiveIOFormat::Using { format }) => Err(Error::unsupported(format!("USING {format}"))),
    }
}

fn serde(format: &HiveFormat) -> Result<SerDe> {
    let properties = pairs(format.serde_properties.as_deref().unwrap_or_default())?;
    match &format.row_format {
        None => Ok(SerDe::Delimited(Delimited::default())),
        Some(HiveRowFormat::DELIMITED { delimiters }) => delimited(delimiters).map(SerDe::Delimited),
        Some(HiveRowFormat::SERDE { class }) => match unescaped(class).as_str() {
            "org.openx.data.jsonserde.JsonSerDe" => openx(&properties).map(SerDe::OpenX),
            "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe" => lazy_simple(&properties).map(SerDe::Delimited),
            other => Err(Error::unsupported(format!("the SerDe `{other}`"))),
        },
    }
}

fn openx(properties: &[(String, String)]) -> Result<OpenX> {
    let mut serde = OpenX::default();
    for (key, value) in properties {
        match (key.as_str(), value.as_str()) {
            ("ignore.malformed.json", value) => serde.ignore_malformed = value.eq_ignore_ascii_case("true"),
            // The defaults, and a hint that changes nothing.
            ("case.insensitive", "true") | ("dots.in.keys", "false") | ("paths", _) | ("serialization.format", _) => {}
            _ => return Err(Error::unsupported(format!("the SerDe property '{key}'='{value}'"))),
        }
    }
    Ok(serde)
}

/// `serialization.format` is an older name of `field.delim`, which wins.
fn lazy_simple(properties: &[(String, String)]) -> Result<Delimited> {
    let mut serde = Delimited::default();
    let (mut named, mut older) = (None, None);
    for (key, value) in properties {
        match key.as_str() {
            "field.delim" => named = Some(value),
            "serialization.format" => older = Some(value),
            "escape.delim" => serde.escape = Some(one_byte(value)?),
            "serialization.null.format" => serde.null.clone_from(value),
            "line.delim" if value == "\n" => {}
            // Only arrays and maps have these; the first is how Hive itself long spelled it.
            "colelction.delim" | "collection.delim" | "mapkey.delim" => {}
            _ => return Err(Error::unsupported(format!("the SerDe property '{key}'='{value}'"))),
        }
    }
    if let Some(value) = named.or(older) {
        serde.field = one_byte(value)?;
    }
    Ok(serde)
}

fn delimited(delimiters: &[HiveRowDelimiter]) -> Result<Delimited> {
    let mut serde = Delimited::default();
    for HiveRowDelimiter { delimiter, char } in delimiters {
        let value = unescaped(&char.value);
        match delimiter {
            HiveDelimiter::FieldsTerminatedBy => serde.field = one_byte(&value)?,
            HiveDelimiter::FieldsEscapedBy => serde.escape = Some(one_byte(&value)?),
            HiveDelimiter::NullDefinedAs => serde.null = value,
            HiveDelimiter::LinesTerminatedBy if value == "\n" => {}
            // Only arrays and maps have these.
            HiveDelimiter::CollectionItemsTerminatedBy | HiveDelimiter::MapKeysTerminatedBy => {}
            HiveDelimiter::LinesTerminatedBy => {
                return Err(Error::unsupported("LINES TERMINATED BY anything but '\\n'"));
            }
        }
    }
    Ok(serde)
}

/// One ASCII character, or its code in decimal: `1` is the control character, not the digit, and `44` is a comma. So Hive and Trino
/// have it. Trino takes the first character of a longer text, and one byte of a character that has more of them.
fn one_byte(text: &str) -> Result<char> {
    if let Some(code) = text.parse::<u8>().ok().filter(u8::is_ascii) {
        return Ok(char::from(code));
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii() => Ok(c),
        _ => Err(Error::unsupported(format!("the delimiter `{text}`: it has to be one ASCII character"))),
    }
}

/// `s3://bucket/prefix/`
fn location(location: Option<&str>) -> Result<(BucketName, String)> {
    let wrong = |message: String| -> Error { ErrorKind::Syntax { line: 1, column: 1, message }.into() };
    let Some(uri) = location.map(unescaped) else {
        return Err(wrong("No location was specified for table. An S3 location must be specified".to_owned()));
    };
    let Some(rest) = uri.strip_prefix("s3://") else {
        return Err(wrong(format!("LOCATION '{uri}' is no S3 location: it has the form 's3://bucket/prefix/'")));
    };
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = prefix.trim_end_matches('/');
    if prefix.split('/').any(|part| matches!(part, "." | "..")) || prefix.contains("//") || prefix.starts_with('/') {
        return Err(wrong(format!("LOCATION '{uri}' has a part that no folder can stand for")));
    }
    Ok((BucketName::new(bucket)?, prefix.to_owned()))
}

/// `DROP TABLE [IF EXISTS] name`
pub(super) fn drop_table(text: &str) -> Result<Command> {
    hive(text, |p| {
        p.expect_keywords(&[Keyword::DROP, Keyword::TABLE])?;
        let if_exists = p.parse_keywords(&[Keyword::IF, Keyword::EXISTS]);
        Ok(Command::DropTable { name: name(p)?, if_exists })
    })
}

/// `DESCRIBE name`
pub(super) fn describe(text: &str) -> Result<Command> {
    let detailed = hive(text, |p| {
        p.next_token();
        let detailed = p.parse_one_of_keywords(&[Keyword::EXTENDED, Keyword::FORMATTED]).is_some();
        Ok((detailed, describable(p)?))
    })?;
    match detailed {
        (true, _) => Err(Error::unsupported("DESCRIBE EXTENDED and DESCRIBE FORMATTED")),
        (false, name) => Ok(Command::Describe(name)),
    }
}

/// Views may be described by a name in double quotes, too.
fn describable(p: &mut Parser<'_>) -> Result<TableName, ParserError> {
    if let Token::DoubleQuotedString(quoted) = p.peek_token().token {
        p.next_token();
        return TableName::new(quoted.to_lowercase()).map_err(|error| ParserError::ParserError(error.to_string()));
    }
    name(p)
}

/// `SHOW TABLES`, `SHOW VIEWS`, `SHOW DATABASES`, `SHOW CREATE TABLE`
pub(super) fn show(text: &str) -> Result<Command> {
    let command = hive(text, |p| {
        p.expect_keyword(Keyword::SHOW)?;
        if p.parse_keywords(&[Keyword::CREATE, Keyword::TABLE]) {
            return name(p).map(Command::ShowCreateTable).map(Some);
        }
        let what = p.parse_one_of_keywords(&[Keyword::TABLES, Keyword::VIEWS, Keyword::DATABASES, Keyword::SCHEMAS]);
        match what {
            Some(Keyword::TABLES) => {
                let (schema, pattern) = scope(p)?;
                Ok(Some(Command::ShowTables { schema, pattern }))
            }
            Some(Keyword::VIEWS) => {
                let (schema, pattern) = scope(p)?;
                Ok(Some(Command::ShowViews { schema, pattern }))
            }
            Some(_) => Ok(Some(Command::ShowDatabases)),
            None => {
                while p.next_token().token != Token::EOF {}
                Ok(None)
            }
        }
    })?;
    command
        .ok_or_else(|| Error::unsupported(text.split_whitespace().take(2).collect::<Vec<_>>().join(" ").to_uppercase()))
}

/// `[IN database] [[LIKE] 'pattern']`
fn scope(p: &mut Parser<'_>) -> Result<(Option<String>, Option<String>), ParserError> {
    let schema = match p.parse_one_of_keywords(&[Keyword::IN, Keyword::FROM]) {
        Some(_) => Some(p.parse_identifier()?.value.to_lowercase()),
        None => None,
    };
    let like = p.parse_keyword(Keyword::LIKE);
    let pattern = match p.peek_token().token {
        Token::SingleQuotedString(_) => Some(unescaped(&p.parse_literal_string()?)),
        _ if like => return p.expected("a pattern in quotes", p.peek_token()),
        _ => None,
    };
    Ok((schema, pattern))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_the_hive_writer_writes_is_read_back(text in any::<String>()) {
            let literal = crate::sql::hive::string(&text);
            let read = hive(&literal, |parser| parser.parse_literal_string()).map(|raw| unescaped(&raw));
            prop_assert_eq!(read.ok(), Some(text));
        }
    }

    #[test]
    fn hive_escapes_are_undone() {
        assert_eq!(unescaped(r"a\'b\\c\n\t\001\u00e9\%\_\q"), "a'b\\c\n\t\u{1}é\\%\\_q");
    }
}
