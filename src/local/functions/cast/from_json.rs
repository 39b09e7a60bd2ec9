//! CAST of json ("JSON functions and operators", "Cast from JSON").

use arrow_schema::{DataType, Fields};
use datafusion::common::{DataFusionError, Result, ScalarValue};
use serde_json::value::RawValue;

use super::{
    super::{
        json::{Members, normalized},
        support::{
            compare::Distinct,
            values::{array_of, list_scalar, map_scalar, row_scalar, string_scalar},
        },
    },
    from_number,
    from_varchar::from_varchar,
};
use crate::{
    local::{
        errors::{refused, unsupported},
        types::arrow_type,
    },
    types::AthenaType,
};

/// Whether Trino casts json to the type.
pub(super) fn casts_from_json(to: &AthenaType) -> bool {
    match to {
        AthenaType::Json => true,
        AthenaType::Array(item) => casts_from_json(item),
        AthenaType::Row(fields) => fields.iter().all(|(_, field)| casts_from_json(field)),
        AthenaType::Map(key, value) => is_plain(key) && casts_from_json(value),
        plain => is_plain(plain),
    }
}

fn is_plain(to: &AthenaType) -> bool {
    use AthenaType::{Bigint, Boolean, Decimal, Double, Integer, Real, Smallint, Tinyint, Varchar};
    matches!(to, Boolean | Tinyint | Smallint | Integer | Bigint | Real | Double | Decimal(..) | Varchar(_))
}

/// One document.
///
/// # Errors
/// For what is not a value of the type.
pub(super) fn from_json(json: &str, to: &AthenaType) -> Result<ScalarValue> {
    let wrong = || refused("INVALID_CAST_ARGUMENT", format!("Cannot cast '{json}' to {to}"));
    let value: &RawValue = serde_json::from_str(json).map_err(|_| wrong())?;
    converted(value, to, &wrong)
}

fn converted(value: &RawValue, to: &AthenaType, wrong: &dyn Fn() -> DataFusionError) -> Result<ScalarValue> {
    let source = value.get();
    if *to == AthenaType::Json {
        return Ok(ScalarValue::LargeUtf8(Some(normalized(value, false).ok_or_else(wrong)?)));
    }
    if source == "null" {
        return ScalarValue::try_from(&arrow_type(to));
    }
    match to {
        AthenaType::Array(item) => {
            let items: Vec<&RawValue> = serde_json::from_str(source).map_err(|_| wrong())?;
            let items = items.into_iter().map(|value| converted(value, item, wrong)).collect::<Result<Vec<_>>>()?;
            Ok(list_scalar(&items, &arrow_type(to)))
        }
        AthenaType::Map(key, value) => {
            let Members(members) = serde_json::from_str(source).map_err(|_| wrong())?;
            let (mut keys, mut values) = (Vec::new(), Vec::new());
            let mut seen = Distinct::default();
            for (name, member) in members {
                let key = from_varchar(&name, key)?.ok_or_else(wrong)?;
                if !seen.insert(&key) {
                    return Err(wrong());
                }
                keys.push(key);
                values.push(converted(member, value, wrong)?);
            }
            map_scalar(keys, values, &arrow_type(to))
        }
        AthenaType::Row(fields) => row(source, fields, to, wrong),
        plain => self::plain(source, plain)?.ok_or_else(wrong),
    }
}

/// An array of all fields, or an object with some of them, in any case.
fn row(
    source: &str,
    fields: &[(String, AthenaType)],
    to: &AthenaType,
    wrong: &dyn Fn() -> DataFusionError,
) -> Result<ScalarValue> {
    let mut values: Vec<Option<ScalarValue>> = vec![None; fields.len()];
    if source.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(source).map_err(|_| wrong())?;
        if items.len() != fields.len() {
            return Err(wrong());
        }
        for ((value, item), (_, to)) in values.iter_mut().zip(items).zip(fields) {
            *value = Some(converted(item, to, wrong)?);
        }
    } else {
        let Members(members) = serde_json::from_str(source).map_err(|_| wrong())?;
        if fields.iter().any(|(name, _)| name.is_empty()) {
            return Err(wrong());
        }
        for (name, member) in members {
            let Some(at) = fields.iter().position(|(field, _)| field.eq_ignore_ascii_case(&name)) else { continue };
            if values[at].is_some() {
                return Err(wrong());
            }
            values[at] = Some(converted(member, &fields[at].1, wrong)?);
        }
    }
    let DataType::Struct(arrow) = arrow_type(to) else { return Err(wrong()) };
    let columns = values.into_iter().zip(&arrow).map(|(value, field)| match value {
        Some(value) => array_of(vec![value], field.data_type()),
        None => Ok(arrow_array::new_null_array(field.data_type(), 1)),
    });
    row_scalar(&Fields::clone(&arrow), columns.collect::<Result<Vec<_>>>()?)
}

/// A string, number or boolean; `None` for what the type does not hold.
fn plain(source: &str, to: &AthenaType) -> Result<Option<ScalarValue>> {
    let fits = |value: &str| match to {
        AthenaType::Varchar(Some(length)) => value.chars().count() <= *length as usize,
        _ => true,
    };
    Ok(match source.chars().next() {
        Some('"') => {
            let string: String = serde_json::from_str(source).unwrap_or_default();
            from_varchar(&string, to)?.filter(|_| fits(&string))
        }
        Some('t' | 'f') => match to {
            AthenaType::Varchar(_) => Some(string_scalar(source)).filter(|_| fits(source)),
            _ => from_number::from_integer(i64::from(source == "true"), to),
        },
        Some('[' | '{') | None => None,
        _ => match to {
            AthenaType::Varchar(_) if source.contains(['.', 'e', 'E']) => {
                // How a double is written differs between Trino's versions.
                return Err(unsupported("CAST of a json number with a fraction to varchar"));
            }
            AthenaType::Varchar(_) => Some(string_scalar(source)).filter(|_| fits(source)),
            AthenaType::Decimal(..) | AthenaType::Real | AthenaType::Double => from_varchar(source, to)?,
            _ if source.contains(['.', 'e', 'E']) => {
                source.parse().ok().and_then(|number| from_number::from_float(&ScalarValue::Float64(Some(number)), to))
            }
            _ => source.parse().ok().and_then(|number| from_number::from_integer(number, to)),
        },
    })
}
