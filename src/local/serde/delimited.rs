//! LazySimpleSerDe: fields between delimiters, no quotes.

use arrow_schema::DataType;

use super::{Cells, Wanted, json::Json, numbers};

/// The settings of `ROW FORMAT DELIMITED`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delimited {
    pub(crate) field: char,
    pub(crate) escape: Option<char>,
    /// The text that stands for NULL.
    pub(crate) null: String,
}

impl Default for Delimited {
    fn default() -> Self {
        Self { field: '\u{1}', escape: None, null: "\\N".to_owned() }
    }
}

impl Delimited {
    /// A line is a row: fields that are missing are NULL, fields too many are dropped.
    pub(super) fn read(&self, line: &str, wanted: &Wanted, cells: &mut Cells) {
        let fields = self.split(line);
        let value = |i: usize| match fields.get(i) {
            Some(text) if *text != self.null => self.cell(text, wanted.schema.field(i).data_type()),
            _ => Json::Null,
        };
        if wanted.null_columns.iter().any(|i| value(*i) != Json::Null) {
            return;
        }
        cells.push(wanted.columns.iter().map(|i| value(*i)));
    }

    fn split<'a>(&self, line: &'a str) -> Vec<&'a str> {
        let mut fields = Vec::new();
        let (mut start, mut escaped) = (0, false);
        for (at, c) in line.char_indices() {
            if escaped {
                escaped = false;
            } else if c == self.field {
                fields.push(&line[start..at]);
                start = at + c.len_utf8();
            } else if Some(c) == self.escape {
                escaped = true;
            }
        }
        fields.push(&line[start..]);
        fields
    }

    /// Only text has its escapes undone; what is no number, or neither `true` nor `false`, is NULL.
    fn cell(&self, field: &str, of: &DataType) -> Json {
        match of {
            DataType::Boolean => match field.to_ascii_lowercase() {
                word if word == "true" || word == "false" => Json::text(word),
                _ => Json::Null,
            },
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {
                numbers::field(field).map_or(Json::Null, |number| Json::text(number.to_string()))
            }
            DataType::Float32 | DataType::Float64 => Json::text(field),
            _ => Json::text(self.unescaped(field)),
        }
    }

    /// An escape character at the end escapes nothing: it stays.
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
