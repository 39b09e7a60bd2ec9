//! Names without backticks in Hive's DDL.

use datafusion::sql::sqlparser::{
    ast::{DataType, Ident},
    parser::{Parser, ParserError},
    tokenizer::Location,
};

use crate::{
    error::{ErrorKind, Result},
    schema::TableName,
};

/// User guide, "Reserved words in DDL statements".
const RESERVED: [&str; 137] = [
    "all",
    "alter",
    "and",
    "array",
    "as",
    "authorization",
    "between",
    "bigint",
    "binary",
    "boolean",
    "both",
    "by",
    "case",
    "cashe",
    "cast",
    "char",
    "column",
    "conf",
    "constraint",
    "commit",
    "create",
    "cross",
    "cube",
    "current",
    "current_date",
    "current_timestamp",
    "cursor",
    "database",
    "date",
    "dayofweek",
    "decimal",
    "delete",
    "describe",
    "distinct",
    "double",
    "drop",
    "else",
    "end",
    "exchange",
    "exists",
    "extended",
    "external",
    "extract",
    "false",
    "fetch",
    "float",
    "floor",
    "following",
    "for",
    "foreign",
    "from",
    "full",
    "function",
    "grant",
    "group",
    "grouping",
    "having",
    "if",
    "import",
    "in",
    "inner",
    "insert",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "join",
    "lateral",
    "left",
    "less",
    "like",
    "local",
    "macro",
    "map",
    "more",
    "none",
    "not",
    "null",
    "numeric",
    "of",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "over",
    "partialscan",
    "partition",
    "percent",
    "preceding",
    "precision",
    "preserve",
    "primary",
    "procedure",
    "range",
    "reads",
    "reduce",
    "regexp",
    "references",
    "revoke",
    "right",
    "rlike",
    "rollback",
    "rollup",
    "row",
    "rows",
    "select",
    "set",
    "smallint",
    "start",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "transform",
    "trigger",
    "true",
    "truncate",
    "unbounded",
    "union",
    "uniquejoin",
    "update",
    "user",
    "using",
    "utc_timestamp",
    "values",
    "varchar",
    "views",
    "when",
    "where",
    "window",
    "with",
];

/// What is wrong with a name that is not between backticks.
fn problem(name: &Ident) -> Option<String> {
    if name.quote_style.is_some() {
        return None;
    }
    let what = match name.value.as_str() {
        word if RESERVED.contains(&word.to_lowercase().as_str()) => "is a reserved word",
        word if word.starts_with('_') => "begins with an underscore",
        _ => return None,
    };
    Some(format!("mismatched input '{0}': it {what}; in DDL write `{0}` between backticks", name.value))
}

/// Refuses a name that Hive's grammar only takes between backticks.
///
/// # Errors
/// At the name, for a parser to go on with.
pub(super) fn check(name: &Ident) -> Result<(), ParserError> {
    match problem(name) {
        None => Ok(()),
        Some(message) => wrong(name.span.start, message),
    }
}

/// The same for a column and the fields of its type.
///
/// # Errors
/// [`ErrorKind::Syntax`]
pub(super) fn check_column(name: &Ident, data_type: &DataType) -> Result<()> {
    let mut names = vec![name];
    fields(data_type, &mut names);
    match names.into_iter().find_map(|name| Some((name.span.start, problem(name)?))) {
        None => Ok(()),
        Some((start, message)) => {
            let (line, column) = (start.line.max(1), start.column.max(1));
            Err(ErrorKind::Syntax { line, column, message }.into())
        }
    }
}

fn fields<'a>(data_type: &'a DataType, names: &mut Vec<&'a Ident>) {
    use datafusion::sql::sqlparser::ast::ArrayElemTypeDef::{AngleBracket, Parenthesis, SquareBracket};
    match data_type {
        DataType::Struct(inner, _) => {
            for field in inner {
                names.extend(&field.field_name);
                fields(&field.field_type, names);
            }
        }
        DataType::Array(AngleBracket(item) | Parenthesis(item) | SquareBracket(item, _)) => fields(item, names),
        DataType::Map(key, value) => [key, value].into_iter().for_each(|inner| fields(inner, names)),
        _ => {}
    }
}

fn wrong<T>(start: Location, message: impl std::fmt::Display) -> Result<T, ParserError> {
    Err(ParserError::ParserError(format!("{message} at Line: {}, Column: {}", start.line, start.column)))
}

/// The name of a database.
///
/// # Errors
/// What is no name.
pub(super) fn database(parser: &mut Parser<'_>) -> Result<String, ParserError> {
    let start = parser.peek_token_ref().span.start;
    let name = parser.parse_identifier()?;
    if matches!(name.quote_style, Some('"' | '\'')) {
        return wrong(start, format!("a name is between backticks in Hive's DDL, not {name}"));
    }
    check(&name)?;
    if let Err(error) = TableName::new("t").and_then(|table| table.in_schema(name.value.to_lowercase())) {
        return wrong(start, error);
    }
    Ok(name.value.to_lowercase())
}
