//! `WITH (name = value, …)` in Trino's grammar.

use std::fmt;

use super::format::FileOptions;
use crate::sql::trino;

/// Properties in the order they were given. The names are ours and need no quotes.
#[derive(Debug, Default)]
pub(super) struct Properties(Vec<String>);

impl Properties {
    pub(super) fn string(&mut self, name: &str, value: &str) {
        let mut text = format!("{name} = ");
        trino::write_string(&mut text, value);
        self.0.push(text);
    }

    /// Nothing, for an empty list.
    pub(super) fn strings(&mut self, name: &str, values: &[impl AsRef<str>]) {
        if values.is_empty() {
            return;
        }
        let mut text = format!("{name} = ARRAY[");
        for (i, value) in values.iter().enumerate() {
            if i > 0 {
                text.push_str(", ");
            }
            trino::write_string(&mut text, value.as_ref());
        }
        text.push(']');
        self.0.push(text);
    }

    /// A number or a boolean.
    pub(super) fn plain(&mut self, name: &str, value: impl fmt::Display) {
        self.0.push(format!("{name} = {value}"));
    }

    pub(super) fn files(&mut self, compression: &str, files: FileOptions) {
        if let Some(format) = files.format {
            self.string("format", format.name());
        }
        if let Some(value) = files.compression {
            self.string(compression, value.name());
        }
        if let Some(level) = files.level {
            self.plain("compression_level", level);
        }
        if let Some(delimiter) = files.delimiter {
            self.string("field_delimiter", delimiter.encode_utf8(&mut [0; 4]));
        }
    }
}

/// With a space before it; nothing when there are no properties.
impl fmt::Display for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " WITH ({})", self.0.join(", ")) }
    }
}
