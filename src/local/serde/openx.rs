//! OpenX JSON: one value per line.
//!
//! Most lines are valid JSON and most columns are not projected: serde reads such a line once, keeps the projected values as slices and
//! checks the rest without building it. What it does not accept is read again by the lenient parser.

use std::borrow::Cow;

use serde_json::de::Deserializer as JsonDeserializer;
use serde_json::value::RawValue;

use super::{
    errors::unsupported_property,
    lenient_json::{self, JsonError},
    rows::{FileProjection, RowBuffer},
    value::{CellValue, same_key},
};

pub(super) const CLASS: &str = "org.openx.data.jsonserde.JsonSerDe";

/// The properties of the SerDe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OpenXSerDe {
    /// `ignore.malformed.json`: a malformed line is a row of NULLs instead of an error.
    ignore_malformed: bool,
}

impl OpenXSerDe {
    /// # Errors
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported)
    pub(super) fn new(properties: &[(String, String)]) -> crate::Result<Self> {
        let mut serde = Self::default();
        for (key, value) in properties {
            match (key.as_str(), value.as_str()) {
                ("ignore.malformed.json", value) => serde.ignore_malformed = value.eq_ignore_ascii_case("true"),
                // The defaults, and a hint that changes nothing.
                ("case.insensitive", "true") | ("dots.in.keys", "false") | ("paths" | "serialization.format", _) => {}
                _ => return Err(unsupported_property(key, value)),
            }
        }
        Ok(serde)
    }

    /// A line is a row, even one that is blank or not JSON at all.
    pub(super) fn read_line(
        &self,
        line: &str,
        projection: &FileProjection,
        rows: &mut RowBuffer,
    ) -> Result<(), String> {
        // As Java's `trim`: all ASCII control characters count as space, Unicode's spaces do not.
        let line = line.trim_matches(|c| c <= ' ');
        match line.chars().next() {
            Some('{') => {}
            Some('[') => return self.read_lenient(line, projection, rows),
            _ => {
                rows.push(projection.columns.iter().map(|_| CellValue::Null));
                return Ok(());
            }
        }
        let Some(found) = strict(line, projection) else { return self.read_lenient(line, projection, rows) };
        let (found, must_be_null) = found.split_at(projection.columns.len());
        if must_be_null.iter().flatten().any(|raw| raw.get() != "null") {
            return Ok(());
        }
        let parse = |raw: &RawValue| lenient_json::parse(raw.get()).ok();
        let row: Option<Vec<CellValue>> = found.iter().map(|raw| raw.map_or(Some(CellValue::Null), parse)).collect();
        match row {
            Some(row) => {
                rows.push(row);
                Ok(())
            }
            None => self.read_lenient(line, projection, rows),
        }
    }

    fn read_lenient(&self, line: &str, projection: &FileProjection, rows: &mut RowBuffer) -> Result<(), String> {
        let mut value: Box<dyn FnMut(usize) -> CellValue> = match lenient_json::parse(line) {
            Ok(CellValue::Object(entries)) => Box::new(move |i| {
                let name = projection.schema.field(i).name();
                let entry = entries.iter().find(|(key, _)| same_key(key, name));
                entry.map_or(CellValue::Null, |(_, value)| value.clone())
            }),
            // An array gives the columns by position.
            Ok(CellValue::Array(items)) => Box::new(move |i| items.get(i).cloned().unwrap_or(CellValue::Null)),
            // Other readers may accept it, so it is not NULL.
            Err(JsonError::TooDeep) => return Err("JSON nested too deeply for the embedded engine".to_owned()),
            _ if self.ignore_malformed => Box::new(|_| CellValue::Null),
            _ => return Err("malformed JSON; the table lacks 'ignore.malformed.json'='true'".to_owned()),
        };
        if projection.null_columns.iter().any(|i| value(*i) != CellValue::Null) {
            return Ok(());
        }
        rows.push(projection.columns.iter().map(|i| value(*i)).collect::<Vec<_>>());
        Ok(())
    }
}

/// The projected values of a valid line, then those that have to be null. `None` when the line is not valid JSON.
fn strict<'a>(line: &'a str, projection: &FileProjection) -> Option<Vec<Option<&'a RawValue>>> {
    use serde::de::DeserializeSeed;
    let names: Vec<&str> = projection
        .columns
        .iter()
        .chain(&projection.null_columns)
        .map(|i| projection.schema.field(*i).name().as_str())
        .collect();
    FieldsByName { names }.deserialize(&mut JsonDeserializer::from_str(line)).ok()
}

struct FieldsByName<'n> {
    names: Vec<&'n str>,
}

impl<'de> serde::de::DeserializeSeed<'de> for FieldsByName<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> serde::de::Visitor<'de> for FieldsByName<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = vec![None; self.names.len()];
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if self.names.iter().any(|name| same_key(&key, name)) {
                let value: &'de RawValue = map.next_value()?;
                for (slot, name) in found.iter_mut().zip(&self.names) {
                    if same_key(&key, name) {
                        *slot = Some(value);
                    }
                }
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}
