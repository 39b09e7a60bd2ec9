//! Rust types for Athena's data types.

use quilt_athena::AthenaType;

use crate::args::Feature;

/// The longest type that is written out.
const LONGEST: usize = 80;

/// The Rust type of a column.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RustType {
    /// This type, which may need another crate or a feature that is enabled.
    Usable { rust: String, needs: Option<&'static str> },
    /// This type, once a feature is enabled.
    NeedsFeature { rust: String, feature: &'static str },
    /// None: why.
    Unsupported(&'static str),
}

const CHRONO: Option<&str> = Some("chrono 0.4");

/// The Rust type of a column.
pub(super) fn rust_type(data_type: &AthenaType, features: &[Feature]) -> RustType {
    use AthenaType as T;
    let (rust, needs) = match data_type {
        T::Boolean | T::Tinyint | T::Smallint | T::Integer | T::Bigint | T::Real | T::Double => {
            return plain(data_type);
        }
        T::Varchar(_) | T::Char(_) | T::TimeTz(_) => ("String", None),
        T::Json if features.contains(&Feature::SerdeJson) => {
            return with(Feature::SerdeJson, "serde_json::Value", features);
        }
        T::Uuid if features.contains(&Feature::Uuid) => return with(Feature::Uuid, "uuid::Uuid", features),
        T::Json | T::Uuid => ("String", None),
        T::Decimal(..) => return with(Feature::RustDecimal, "rust_decimal::Decimal", features),
        T::Varbinary => ("Vec<u8>", None),
        T::Date => ("chrono::NaiveDate", CHRONO),
        T::Time(_) => ("chrono::NaiveTime", CHRONO),
        T::Timestamp(_) => ("chrono::NaiveDateTime", CHRONO),
        T::TimestampTz(_) => ("chrono::DateTime<chrono::Utc>", CHRONO),
        T::IntervalDayTime => ("chrono::TimeDelta", CHRONO),
        T::IntervalYearMonth => ("quilt_athena::types::Months", None),
        T::IpAddress => ("std::net::IpAddr", None),
        T::Array(_) | T::Map(..) | T::Row(_) => return nested(data_type, features),
        _ => return RustType::Unsupported("there is no Rust type for it"),
    };
    RustType::Usable { rust: rust.to_owned(), needs }
}

fn plain(data_type: &AthenaType) -> RustType {
    RustType::Usable { rust: inside(data_type).unwrap_or_default(), needs: None }
}

fn with(feature: Feature, rust: &str, features: &[Feature]) -> RustType {
    let rust = rust.to_owned();
    let (name, needs) = match feature {
        Feature::RustDecimal => ("rust_decimal", "rust_decimal 1 and the feature `rust_decimal`"),
        Feature::SerdeJson => ("serde_json", "serde_json 1 and the feature `serde_json`"),
        Feature::Uuid => ("uuid", "uuid 1 and the feature `uuid`"),
    };
    if features.contains(&feature) {
        RustType::Usable { rust, needs: Some(needs) }
    } else {
        RustType::NeedsFeature { rust, feature: name }
    }
}

/// Queries select nested values as JSON.
fn nested(data_type: &AthenaType, features: &[Feature]) -> RustType {
    if !has_json(data_type) {
        return RustType::Unsupported("Athena cannot cast it to JSON: select what is inside it");
    }
    match inside(data_type).filter(|rust| rust.len() <= LONGEST) {
        Some(rust) => RustType::Usable { needs: CHRONO.filter(|_| rust.contains("chrono::")), rust },
        None => with(Feature::SerdeJson, "quilt_athena::row::Json<serde_json::Value>", features),
    }
}

/// Trino casts these to json; `None` of the other types.
fn has_json(data_type: &AthenaType) -> bool {
    use AthenaType as T;
    match data_type {
        T::Array(item) => has_json(item),
        T::Map(key, value) => !key.is_nested() && has_json(key) && has_json(value),
        T::Row(fields) => fields.iter().all(|(_, data_type)| has_json(data_type)),
        T::Boolean | T::Tinyint | T::Smallint | T::Integer | T::Bigint | T::Real | T::Double | T::Decimal(..) => true,
        T::Varchar(_) | T::Char(_) | T::Json | T::Date | T::Timestamp(_) => true,
        _ => false,
    }
}

/// A type that is read from JSON whole, and has no names of fields in it.
fn inside(data_type: &AthenaType) -> Option<String> {
    use AthenaType as T;
    let rust = match data_type {
        T::Boolean => "bool",
        T::Tinyint => "i8",
        T::Smallint => "i16",
        T::Integer => "i32",
        T::Bigint => "i64",
        T::Real => "f32",
        T::Double => "f64",
        T::Varchar(_) => "String",
        T::Date => "chrono::NaiveDate",
        T::Timestamp(0..=6) => "chrono::NaiveDateTime",
        T::Array(item) => return Some(format!("Vec<Option<{}>>", inside(item)?)),
        T::Map(key, value) => {
            let keys = matches!(**key, T::Varchar(_) | T::Tinyint | T::Smallint | T::Integer | T::Bigint);
            return Some(format!("BTreeMap<{}, Option<{}>>", inside(key).filter(|_| keys)?, inside(value)?));
        }
        _ => return None,
    };
    Some(rust.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(data_type: &str, features: &[Feature]) -> String {
        match rust_type(&data_type.parse().expect("a type"), features) {
            RustType::Usable { rust, needs } => format!("{rust} {}", needs.unwrap_or_default()),
            RustType::NeedsFeature { rust, feature } => format!("{rust} with {feature}"),
            RustType::Unsupported(reason) => reason.to_owned(),
        }
    }

    #[test]
    fn a_nested_type_is_written_where_its_values_are_read_whole() {
        for (data_type, expected) in [
            ("array(varchar)", "Vec<Option<String>> "),
            ("map(varchar, array(date))", "BTreeMap<String, Option<Vec<Option<chrono::NaiveDate>>>> chrono 0.4"),
            ("map(double, varchar)", "quilt_athena::row::Json<serde_json::Value> with serde_json"),
            ("array(row(a bigint))", "quilt_athena::row::Json<serde_json::Value> with serde_json"),
            ("array(decimal(10,2))", "quilt_athena::row::Json<serde_json::Value> with serde_json"),
            ("row(a varbinary)", "Athena cannot cast it to JSON: select what is inside it"),
            ("decimal(10,2)", "rust_decimal::Decimal with rust_decimal"),
            ("json", "String "),
        ] {
            assert_eq!(shown(data_type, &[]), expected, "{data_type}");
        }
        assert_eq!(shown("json", &[Feature::SerdeJson]), "serde_json::Value serde_json 1 and the feature `serde_json`");
    }
}
