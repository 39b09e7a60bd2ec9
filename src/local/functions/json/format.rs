//! `FORMAT JSON ENCODING UTF16`: documents as strings and bytes, and as values of SQL's types.

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::common::{Result, ScalarValue, exec_err};

use super::document::Json;
use crate::{
    local::{
        errors::{refused, type_mismatch, unsupported},
        functions::support::{
            convert::converted,
            decimal::PlainDecimal,
            values::{bytes, bytes_scalar, string, string_scalar},
        },
        types::{TypeClass, type_name},
    },
    types::AthenaType,
};

/// How a value is given or wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A value of SQL's, not a document.
    Plain,
    Json(Option<Encoding>),
}

/// Little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Format {
    /// As the front end writes it.
    pub(super) fn named(name: &str) -> Result<Self> {
        Ok(match name {
            "" => Self::Plain,
            "json" => Self::Json(None),
            "json utf8" => Self::Json(Some(Encoding::Utf8)),
            "json utf16" => Self::Json(Some(Encoding::Utf16)),
            "json utf32" => Self::Json(Some(Encoding::Utf32)),
            _ => return exec_err!("no format of JSON"),
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Plain | Self::Json(None) => "JSON",
            Self::Json(Some(Encoding::Utf8)) => "JSON ENCODING UTF8",
            Self::Json(Some(Encoding::Utf16)) => "JSON ENCODING UTF16",
            Self::Json(Some(Encoding::Utf32)) => "JSON ENCODING UTF32",
        }
    }

    fn encoding(self) -> Encoding {
        if let Self::Json(Some(encoding)) = self { encoding } else { Encoding::Utf8 }
    }

    /// Whether documents are read from values of a type.
    ///
    /// # Errors
    /// `TYPE_MISMATCH`
    pub(super) fn check_input(self, data_type: &DataType) -> Result<()> {
        match (TypeClass::of(data_type), self) {
            (TypeClass::Binary, _) | (TypeClass::Varchar | TypeClass::Unknown, Self::Plain | Self::Json(None)) => {
                Ok(())
            }
            _ => {
                let message = format!(
                    "Cannot read input of type {} as JSON using formatting {}",
                    type_name(data_type),
                    self.name()
                );
                Err(type_mismatch(message))
            }
        }
    }

    /// Whether a function takes values of a type in this format.
    ///
    /// # Errors
    /// `TYPE_MISMATCH` for documents, and as [`check_value`] for values.
    pub(super) fn check(self, what: &str, data_type: &DataType) -> Result<()> {
        match self {
            Self::Plain => check_value(what, data_type),
            Self::Json(_) => self.check_input(data_type),
        }
    }

    /// The document in a value that is not NULL; `None` for what is not JSON.
    ///
    /// # Errors
    /// For documents that this engine does not read.
    pub(super) fn read(self, value: &ScalarValue) -> Result<Option<Json>> {
        if !matches!(value, ScalarValue::Binary(_)) {
            return Json::parse(string(value));
        }
        let bytes = bytes(value);
        let units = |size: usize| {
            bytes.chunks(size).map(move |unit| unit.iter().rev().fold(0u32, |n, byte| n << 8 | u32::from(*byte)))
        };
        let document = match self.encoding() {
            Encoding::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Encoding::Utf16 => {
                let units: Vec<u16> = units(2).map(|unit| unit as u16).collect();
                String::from_utf16_lossy(&units)
            }
            Encoding::Utf32 => {
                units(4).map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
        };
        Json::parse(&document)
    }

    /// The type that a function returns: `varchar` if none is given.
    ///
    /// # Errors
    /// `TYPE_MISMATCH`
    pub(super) fn output(self, returning: &str) -> Result<AthenaType> {
        if returning.is_empty() {
            return Ok(AthenaType::Varchar(None));
        }
        let data_type = returning_type(returning)?;
        match (&data_type, self) {
            (AthenaType::Varbinary, _) | (AthenaType::Varchar(_), Self::Plain | Self::Json(None)) => Ok(data_type),
            (AthenaType::Char(_), Self::Plain | Self::Json(None)) => Err(unsupported(format!("RETURNING {data_type}"))),
            _ => {
                let message = format!("Cannot output JSON value as {data_type} using formatting {}", self.name());
                Err(type_mismatch(message))
            }
        }
    }

    /// A document as a value of that type, cut where it is too long.
    pub(super) fn write(self, document: String, to: &AthenaType) -> ScalarValue {
        match to {
            AthenaType::Varbinary => match self.encoding() {
                Encoding::Utf8 => bytes_scalar(document),
                Encoding::Utf16 => bytes_scalar(document.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
                Encoding::Utf32 => {
                    bytes_scalar(document.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<_>>())
                }
            },
            AthenaType::Varchar(Some(length)) => {
                string_scalar(document.chars().take(*length as usize).collect::<String>())
            }
            _ => string_scalar(document),
        }
    }
}

/// The type after RETURNING.
///
/// # Errors
/// For a name that is not one of a type.
pub(super) fn returning_type(name: &str) -> Result<AthenaType> {
    name.parse().map_err(|_| refused("TYPE_NOT_FOUND", format!("Unknown type: {name}")))
}

/// Whether values of a type become JSON, as what they are or as their text.
///
/// # Errors
/// `NOT_SUPPORTED` for a type of which Trino takes no values, and by name for what only this engine does not take.
fn check_value(what: &str, data_type: &DataType) -> Result<()> {
    use TypeClass::{
        Binary, Boolean, Char, Date, DayTimeInterval, Decimal, Float, Integer, Json, Nested, Time, Timestamp,
        TimestampTz, Unknown, Varchar, YearMonthInterval,
    };
    match TypeClass::of(data_type) {
        Unknown | Boolean | Integer | Float | Decimal | Varchar | Date | YearMonthInterval | DayTimeInterval => Ok(()),
        Char | Json | Time | Timestamp | TimestampTz => Err(unsupported(format!("{} as {what}", type_name(data_type)))),
        Nested | Binary => {
            Err(refused("NOT_SUPPORTED", format!("Unsupported type of {what}: {}", type_name(data_type))))
        }
    }
}

/// A value of such a type as JSON; dates and intervals as their text.
pub(super) fn to_json(value: &ScalarValue) -> Result<Json> {
    if value.is_null() {
        return Ok(Json::Null);
    }
    let printed = |value: &ScalarValue| -> Result<String> {
        let array: ArrayRef = value.to_array()?;
        Ok(crate::text::format_value(&array, 0).unwrap_or_default())
    };
    Ok(match value {
        ScalarValue::Boolean(Some(truth)) => Json::Boolean(*truth),
        ScalarValue::Utf8(Some(text)) => Json::Text(text.clone()),
        ScalarValue::Float64(Some(number)) => Json::Double(*number),
        ScalarValue::Float32(Some(number)) if number.is_finite() => Json::Number(printed(value)?),
        ScalarValue::Decimal128(Some(unscaled), _, scale) => {
            Json::Number(PlainDecimal::of_unscaled(*unscaled, usize::try_from(*scale).unwrap_or(0)).to_string())
        }
        other if TypeClass::of(&other.data_type()) == TypeClass::Integer => {
            let wide = converted(&other.to_array()?, &DataType::Int64)?;
            match ScalarValue::try_from_array(&wide, 0)? {
                ScalarValue::Int64(Some(number)) => Json::Integer(number),
                _ => Json::Null,
            }
        }
        other => Json::Text(printed(other)?),
    })
}
