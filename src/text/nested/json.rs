//! Nested values from `json_format(CAST(x AS JSON))`.
//!
//! Values stay slices of the text until their type is known, so that a number keeps all its digits.

use std::{borrow::Cow, collections::HashSet, fmt};

use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{NestedValue, bounded, shortened};
use crate::types::AthenaType;

/// Reads JSON text as a value of the type.
///
/// Rows are objects, or arrays as engine version 2 wrote them; maps are objects, whose keys are text for every type of key. JSON's
/// null is NULL, for `json` too: Athena writes both alike.
pub(crate) fn from_json<'a>(text: &'a str, data_type: &AthenaType) -> Result<NestedValue<'a>, String> {
    bounded(data_type)?;
    // This pass checks the syntax of the whole text; it does not recurse, however deep the text is.
    let json: &'a RawValue = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    read(json.get(), data_type)
}

fn read<'a>(json: &'a str, data_type: &AthenaType) -> Result<NestedValue<'a>, String> {
    if json == "null" {
        return Ok(NestedValue::Null);
    }
    match data_type {
        AthenaType::Array(item) if is_array(json) => {
            Ok(NestedValue::List(items(json)?.into_iter().map(|raw| read(raw.get(), item)).collect::<Result<_, _>>()?))
        }
        AthenaType::Map(key, value) if is_object(json) => map(json, key, value),
        AthenaType::Row(fields) if is_object(json) => row(json, fields),
        AthenaType::Row(fields) if is_array(json) => row_by_position(json, fields),
        AthenaType::Array(_) | AthenaType::Map(..) | AthenaType::Row(_) => Err(unexpected(json, data_type)),
        AthenaType::Json => Ok(NestedValue::Text(Cow::Borrowed(json))),
        leaf => Ok(NestedValue::Text(text_of(json, leaf)?)),
    }
}

fn map<'a>(json: &'a str, key: &AthenaType, value: &AthenaType) -> Result<NestedValue<'a>, String> {
    if matches!(key, AthenaType::Array(_) | AthenaType::Map(..) | AthenaType::Row(_)) {
        return Err(format!("a map whose keys are {key} cannot be cast to JSON"));
    }
    let pairs = pairs(json)?;
    let mut seen = HashSet::new();
    if let Some((twice, _)) = pairs.iter().find(|(name, _)| !seen.insert(name.as_str())) {
        return Err(format!("the key `{}` occurs twice", shortened(twice)));
    }
    let entries =
        pairs.into_iter().map(|(name, raw)| Ok((NestedValue::Text(Cow::Owned(name)), read(raw.get(), value)?)));
    Ok(NestedValue::Map(entries.collect::<Result<_, String>>()?))
}

fn row<'a>(json: &'a str, fields: &[(String, AthenaType)]) -> Result<NestedValue<'a>, String> {
    let pairs = pairs(json)?;
    let same = |(name, _): &(String, AthenaType), (found, _): &(String, &RawValue)| name.eq_ignore_ascii_case(found);
    // The usual case, and the only one in which two fields may share a name.
    if pairs.len() == fields.len() && fields.iter().zip(&pairs).all(|(field, pair)| same(field, pair)) {
        return values(fields, pairs.into_iter().map(|(_, raw)| raw));
    }
    if let Some((unknown, _)) = pairs.iter().find(|pair| !fields.iter().any(|field| same(field, pair))) {
        return Err(format!("its type has no field `{}`", shortened(unknown)));
    }
    let mut found = Vec::with_capacity(fields.len());
    for field in fields {
        let mut of_that_name = pairs.iter().filter(|pair| same(field, pair));
        match (of_that_name.next(), of_that_name.next()) {
            (Some((_, raw)), None) => found.push(*raw),
            (Some(_), Some(_)) => return Err(format!("the field `{}` occurs twice", field.0)),
            (None, _) => return Err(format!("the field `{}` is missing", field.0)),
        }
    }
    // Here two fields of one name would both have taken the same value.
    if found.len() != pairs.len() {
        return Err(format!("it has {} fields, its type has {}", pairs.len(), fields.len()));
    }
    values(fields, found.into_iter())
}

fn row_by_position<'a>(json: &'a str, fields: &[(String, AthenaType)]) -> Result<NestedValue<'a>, String> {
    let items = items(json)?;
    if items.len() != fields.len() {
        return Err(format!("it has {} fields, its type has {}", items.len(), fields.len()));
    }
    values(fields, items.into_iter())
}

fn values<'a>(
    fields: &[(String, AthenaType)],
    found: impl Iterator<Item = &'a RawValue>,
) -> Result<NestedValue<'a>, String> {
    let read = |((name, data_type), raw): (&(String, AthenaType), &'a RawValue)| {
        read(raw.get(), data_type).map_err(|reason| format!("field `{name}`: {reason}"))
    };
    Ok(NestedValue::Row(fields.iter().zip(found).map(read).collect::<Result<_, _>>()?))
}

/// The text of a value that is not nested: what a string says, and the token of everything else.
fn text_of<'a>(json: &'a str, data_type: &AthenaType) -> Result<Cow<'a, str>, String> {
    let found = JsonKind::of(json);
    match data_type {
        AthenaType::Boolean if found == JsonKind::Boolean => Ok(Cow::Borrowed(json)),
        AthenaType::Real | AthenaType::Double if matches!(json, r#""NaN""# | r#""Infinity""# | r#""-Infinity""#) => {
            // JSON has no such numbers: Athena writes them as strings.
            string(json)
        }
        AthenaType::Tinyint
        | AthenaType::Smallint
        | AthenaType::Integer
        | AthenaType::Bigint
        | AthenaType::Real
        | AthenaType::Double
        | AthenaType::Decimal(..) => {
            if found == JsonKind::Number {
                Ok(Cow::Borrowed(json))
            } else {
                Err(unexpected(json, data_type))
            }
        }
        AthenaType::Boolean => Err(unexpected(json, data_type)),
        _ if found == JsonKind::Text => string(json),
        _ => Err(unexpected(json, data_type)),
    }
}

/// What a JSON value is, by its first byte.
#[derive(PartialEq, Eq)]
enum JsonKind {
    Object,
    Array,
    Text,
    Boolean,
    Number,
}

impl JsonKind {
    fn of(json: &str) -> Self {
        match json.as_bytes().first() {
            Some(b'{') => Self::Object,
            Some(b'[') => Self::Array,
            Some(b'"') => Self::Text,
            Some(b't' | b'f') => Self::Boolean,
            _ => Self::Number,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::Text => "a string",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
        }
    }
}

fn is_object(json: &str) -> bool {
    JsonKind::of(json) == JsonKind::Object
}

fn is_array(json: &str) -> bool {
    JsonKind::of(json) == JsonKind::Array
}

fn unexpected(json: &str, data_type: &AthenaType) -> String {
    format!("expected {data_type}, found {}: `{}`", JsonKind::of(json).name(), shortened(json))
}

fn string(json: &str) -> Result<Cow<'_, str>, String> {
    match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
        _ => serde_json::from_str(json).map(Cow::Owned).map_err(|error| error.to_string()),
    }
}

fn items(json: &str) -> Result<Vec<&RawValue>, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// The names and values of an object, in their order and with those that occur twice.
fn pairs(json: &str) -> Result<Vec<(String, &RawValue)>, String> {
    serde_json::Deserializer::from_str(json).deserialize_map(Pairs).map_err(|error| error.to_string())
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = object.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, data_type: &str) -> Result<String, String> {
        let data_type: AthenaType = data_type.parse().unwrap();
        from_json(json, &data_type).map(|tree| format!("{tree:?}"))
    }

    fn same(json: &str, data_type: &str, expected: NestedValue<'_>) {
        assert_eq!(from_json(json, &data_type.parse().unwrap()), Ok(expected));
    }

    fn text(text: &str) -> NestedValue<'_> {
        NestedValue::Text(text.into())
    }

    #[test]
    fn numbers_keep_their_digits() {
        let decimal = "-12345678901234567890123456789012345678";
        same(
            &format!("[{decimal}, 1.10]"),
            "array(decimal(38,0))",
            NestedValue::List(vec![text(decimal), text("1.10")]),
        );
        same("[9223372036854775807]", "array(bigint)", NestedValue::List(vec![text("9223372036854775807")]));
        same("[1.0E-7,\"NaN\"]", "array(double)", NestedValue::List(vec![text("1.0E-7"), text("NaN")]));
    }

    #[test]
    fn texts_are_unescaped_and_kept_whole() {
        let json = r#"["a, b", "null", "", null, "s3://b/a%20b?versionId=x", "\"\u00e9\n"]"#;
        let texts = ["a, b", "null", "", "s3://b/a%20b?versionId=x", "\"é\n"].map(text);
        let [a, b, c, d, e] = texts;
        same(json, "array(varchar)", NestedValue::List(vec![a, b, c, NestedValue::Null, d, e]));
    }

    #[test]
    fn rows_are_read_by_name_and_by_position() {
        let row = || NestedValue::Row(vec![text("1"), text("x")]);
        same(r#"{"a":1,"b":"x"}"#, "row(a integer, b varchar)", row());
        same(r#"{"B":"x","A":1}"#, "row(a integer, b varchar)", row());
        same(r#"[1,"x"]"#, "row(a integer, b varchar)", row());
        same(r#"{"a":1,"A":"x"}"#, "row(a integer, a varchar)", row());
    }

    #[test]
    fn rows_that_are_not_of_the_type_are_refused() {
        let data_type = "row(a integer, b varchar)";
        assert_eq!(read(r#"{"a":1}"#, data_type), Err("the field `b` is missing".into()));
        assert_eq!(read(r#"{"a":1,"b":"x","c":1}"#, data_type), Err("its type has no field `c`".into()));
        assert_eq!(read(r#"{"a":1,"b":"x","a":2}"#, data_type), Err("the field `a` occurs twice".into()));
        assert_eq!(read("[1]", data_type), Err("it has 1 fields, its type has 2".into()));
        assert_eq!(read(r#"{"a":1,"b":2}"#, data_type), Err("field `b`: expected varchar, found a number: `2`".into()));
        assert!(read(r#"{"a":1}"#, "row(a integer, a integer)").is_err());
    }

    #[test]
    fn keys_of_maps_are_text_whatever_their_type() {
        same(
            r#"{"1":"x","2":null}"#,
            "map(bigint, varchar)",
            NestedValue::Map(vec![(text("1"), text("x")), (text("2"), NestedValue::Null)]),
        );
        assert_eq!(read(r#"{"a":1,"a":2}"#, "map(varchar, integer)"), Err("the key `a` occurs twice".into()));
        assert!(read(r#"{"a":1}"#, "map(array(integer), integer)").is_err());
    }

    #[test]
    fn json_inside_stays_json() {
        same(
            r#"[{"a": [1, "x"]}, "s", 1.0]"#,
            "array(json)",
            NestedValue::List(vec![text(r#"{"a": [1, "x"]}"#), text(r#""s""#), text("1.0")]),
        );
    }

    #[test]
    fn what_was_found_instead_is_named() {
        for (json, found) in [("1", "a number"), ("true", "a boolean"), ("{}", "an object"), ("[]", "an array")] {
            let message = read(&format!("[{json}]"), "array(varchar)").unwrap_err();
            assert_eq!(message, format!("expected varchar, found {found}: `{json}`"));
        }
        assert!(read("[\"1\"]", "array(integer)").unwrap_err().contains("found a string"));
        assert!(read("{}", "array(integer)").unwrap_err().contains("found an object"));
        assert!(read("[1", "array(integer)").unwrap_err().contains("it is not JSON"));
    }

    #[test]
    fn text_that_is_deeper_than_any_type_does_not_exhaust_the_stack() {
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(read(&deep, "array(json)").is_ok());
        assert!(read(&deep, "array(array(integer))").is_err());
        let mut data_type = AthenaType::Integer;
        for _ in 0..100 {
            data_type = AthenaType::Array(Box::new(data_type));
        }
        assert!(from_json("[]", &data_type).is_err());
    }
}
