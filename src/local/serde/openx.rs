//! OpenX JSON: one value per line.
//!
//! Most lines are valid JSON and most columns are not asked for: serde reads such a line once, keeps the wanted values as slices and
//! checks the rest without building it. Whatever it does not accept is read again by the lenient parser.

use std::borrow::Cow;

use serde_json::de::Deserializer as JsonDeserializer;
use serde_json::value::RawValue;

use super::{
    Cells, Wanted,
    json::{Broken, Json, same_key},
};

/// The settings of the SerDe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OpenX {
    /// `ignore.malformed.json`: a malformed line is a row of NULLs instead of an error.
    pub(crate) ignore_malformed: bool,
}

impl OpenX {
    /// A line is a row, even one that is blank or no JSON at all.
    pub(super) fn read(&self, line: &str, wanted: &Wanted, cells: &mut Cells) -> Result<(), String> {
        let nulls = || wanted.columns.iter().map(|_| Json::Null);
        // Java's `trim`: control characters are space, and those of Unicode are not.
        let line = line.trim_matches(|c| c <= ' ');
        match line.chars().next() {
            Some('{') => {}
            Some('[') => return self.lenient(line, wanted, cells),
            _ => {
                cells.push(nulls());
                return Ok(());
            }
        }
        let Some(found) = strict(line, wanted) else { return self.lenient(line, wanted, cells) };
        let (found, nulls) = found.split_at(wanted.columns.len());
        if nulls.iter().flatten().any(|raw| raw.get() != "null") {
            return Ok(());
        }
        let row: Option<Vec<Json>> =
            found.iter().map(|raw| raw.map_or(Some(Json::Null), |raw| Json::parse(raw.get()).ok())).collect();
        match row {
            Some(row) => {
                cells.push(row);
                Ok(())
            }
            None => self.lenient(line, wanted, cells),
        }
    }

    fn lenient(&self, line: &str, wanted: &Wanted, cells: &mut Cells) -> Result<(), String> {
        let mut value: Box<dyn FnMut(usize) -> Json> = match Json::parse(line) {
            Ok(Json::Object(entries)) => Box::new(move |i| {
                let name = wanted.schema.field(i).name();
                let entry = entries.iter().find(|(key, _)| same_key(key, name));
                entry.map_or(Json::Null, |(_, value)| value.clone())
            }),
            // An array gives the columns by position.
            Ok(Json::Array(items)) => Box::new(move |i| items.get(i).cloned().unwrap_or(Json::Null)),
            // Another reader may read it, so it is not NULL.
            Err(Broken::TooDeep) => return Err("JSON nested too deeply for the embedded engine".to_owned()),
            _ if self.ignore_malformed => Box::new(|_| Json::Null),
            _ => return Err("malformed JSON; the table lacks 'ignore.malformed.json'='true'".to_owned()),
        };
        if wanted.null_columns.iter().any(|i| value(*i) != Json::Null) {
            return Ok(());
        }
        cells.push(wanted.columns.iter().map(|i| value(*i)).collect::<Vec<_>>());
        Ok(())
    }
}

/// The wanted values of a valid line, then those that have to be null. `None` when the line is not valid JSON.
fn strict<'a>(line: &'a str, wanted: &Wanted) -> Option<Vec<Option<&'a RawValue>>> {
    use serde::de::DeserializeSeed;
    let names: Vec<&str> =
        wanted.columns.iter().chain(&wanted.null_columns).map(|i| wanted.schema.field(*i).name().as_str()).collect();
    Line { names }.deserialize(&mut JsonDeserializer::from_str(line)).ok()
}

struct Line<'n> {
    names: Vec<&'n str>,
}

impl<'de> serde::de::DeserializeSeed<'de> for Line<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> serde::de::Visitor<'de> for Line<'_> {
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
