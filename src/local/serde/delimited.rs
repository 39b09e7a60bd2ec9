//! LazySimpleSerDe: fields between delimiters, no quotes.

use arrow_schema::DataType;

use super::{
    errors::unsupported_property,
    numbers,
    rows::{FileProjection, RowBuffer},
    value::CellValue,
};
use crate::{
    error::{Error, Result},
    types::AthenaType,
};

pub(super) const CLASS: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

/// The properties of the SerDe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DelimitedSerDe {
    field_delimiter: char,
    escape: Option<char>,
    /// The field that means NULL.
    null_format: String,
}

impl Default for DelimitedSerDe {
    fn default() -> Self {
        Self { field_delimiter: '\u{1}', escape: None, null_format: "\\N".to_owned() }
    }
}

impl DelimitedSerDe {
    /// `serialization.format` is an older name of `field.delim`, which wins.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported)
    pub(super) fn new(properties: &[(String, String)]) -> Result<Self> {
        let mut serde = Self::default();
        let (mut field_delimiter, mut older_name) = (None, None);
        for (key, value) in properties {
            match key.as_str() {
                "field.delim" => field_delimiter = Some(value),
                "serialization.format" => older_name = Some(value),
                "escape.delim" => serde.escape = Some(one_byte(value)?),
                "serialization.null.format" => serde.null_format.clone_from(value),
                "line.delim" if value == "\n" => {}
                // Only arrays and maps have these; Hive itself misspelled the first for a long time.
                "colelction.delim" | "collection.delim" | "mapkey.delim" => {}
                _ => return Err(unsupported_property(key, value)),
            }
        }
        if let Some(value) = field_delimiter.or(older_name) {
            serde.field_delimiter = one_byte(value)?;
        }
        Ok(serde)
    }

    /// A line is a row: missing fields are NULL, surplus fields are dropped.
    pub(super) fn read_line(&self, line: &str, projection: &FileProjection, rows: &mut RowBuffer) {
        let fields = self.split(line);
        let value = |i: usize| match fields.get(i) {
            Some(field) if *field != self.null_format => self.cell(field, projection.schema.field(i).data_type()),
            _ => CellValue::Null,
        };
        if projection.null_columns.iter().any(|i| value(*i) != CellValue::Null) {
            return;
        }
        rows.push(projection.columns.iter().map(|i| value(*i)));
    }

    fn split<'a>(&self, line: &'a str) -> Vec<&'a str> {
        let mut fields = Vec::new();
        let (mut start, mut escaped) = (0, false);
        for (at, c) in line.char_indices() {
            if escaped {
                escaped = false;
            } else if c == self.field_delimiter {
                fields.push(&line[start..at]);
                start = at + c.len_utf8();
            } else if Some(c) == self.escape {
                escaped = true;
            }
        }
        fields.push(&line[start..]);
        fields
    }

    /// Escapes are undone in strings only. NULL for what is not an integer, or neither `true` nor `false`.
    fn cell(&self, field: &str, data_type: &DataType) -> CellValue {
        match data_type {
            DataType::Boolean => match field.to_ascii_lowercase() {
                word if word == "true" || word == "false" => CellValue::string(word),
                _ => CellValue::Null,
            },
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => numbers::delimited_integer(field)
                .map_or(CellValue::Null, |number| CellValue::string(number.to_string())),
            DataType::Float32 | DataType::Float64 => CellValue::string(field),
            _ => CellValue::string(self.unescaped(field)),
        }
    }

    /// An escape character at the end escapes nothing and stays.
    fn unescaped(&self, field: &str) -> String {
        let Some(escape) = self.escape else { return field.to_owned() };
        let mut out = String::with_capacity(field.len());
        let mut chars = field.chars();
        while let Some(c) = chars.next() {
            if c == escape {
                out.push(chars.next().unwrap_or(c));
            } else {
                out.push(c);
            }
        }
        out
    }
}

/// # Errors
/// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) for types whose values have delimiters inside.
pub(super) fn check_type(data_type: &AthenaType) -> Result<()> {
    match data_type {
        AthenaType::Array(_) | AthenaType::Row(_) => Err(Error::unsupported("an array or struct in a delimited file")),
        _ => Ok(()),
    }
}

/// One ASCII character, or its code in decimal: `1` is the control character, not the digit, and `44` is a comma. So Hive and Trino
/// have it. Of a longer value Trino takes the first character, and of a character that has several bytes one of them.
fn one_byte(value: &str) -> Result<char> {
    if let Some(code) = value.parse::<u8>().ok().filter(u8::is_ascii) {
        return Ok(char::from(code));
    }
    let mut chars = value.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii() => Ok(c),
        _ => Err(Error::unsupported(format!("the delimiter `{value}`: it has to be one ASCII character"))),
    }
}
