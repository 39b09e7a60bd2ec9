//! Athena's types: parsed, printed in both of its spellings, and their Arrow counterparts.
//!
//! | Athena (SELECT, CAST) | Hive DDL | Arrow | Rust |
//! |---|---|---|---|
//! | `boolean` | `boolean` | `Boolean` | `bool` |
//! | `tinyint`, `smallint`, `integer`, `bigint` | `tinyint`, `smallint`, `int`, `bigint` | `Int8` … `Int64` | `i8` … `i64` |
//! | `real`, `double` | `float`, `double` | `Float32`, `Float64` | `f32`, `f64` |
//! | `decimal(p,s)` | `decimal(p,s)` | `Decimal128(p, s)` | |
//! | `varchar`, `varchar(n)`, `char(n)` | `string`, `varchar(n)`, `char(n)` | `Utf8` | `String` |
//! | `varbinary` | `binary` | `Binary` | `Vec<u8>` |
//! | `date` | `date` | `Date32` | `chrono::NaiveDate` |
//! | `timestamp` | `timestamp` | `Timestamp(Millisecond)` | `chrono::NaiveDateTime` |
//! | `timestamp with time zone` | | `Timestamp(Millisecond, "UTC")` | `chrono::DateTime<Utc>` |
//! | `array(t)`, `map(k, v)`, `row(a t)` | `array<t>`, `map<k,v>`, `struct<a:t>` | `List`, `Map`, `Struct` | |
//!
//! The spellings are those of the Athena user guide, "Data types in Amazon Athena".

use std::{fmt, str::FromStr, sync::Arc};

use arrow_schema::{DataType, Field, Fields, TimeUnit};

use crate::error::{Error, ErrorKind, Result};

/// A type of Athena's SQL.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AthenaType {
    /// `boolean`
    Boolean,
    /// `tinyint`, 8 bits
    Tinyint,
    /// `smallint`, 16 bits
    Smallint,
    /// `integer` (`int` in Hive DDL), 32 bits
    Integer,
    /// `bigint`, 64 bits
    Bigint,
    /// `real` (`float` in Hive DDL), 32 bits
    Real,
    /// `double`, 64 bits
    Double,
    /// `decimal(precision, scale)`
    Decimal(u8, u8),
    /// `varchar` (`string` in Hive DDL), or `varchar(n)`
    Varchar(Option<u32>),
    /// `char(n)`
    Char(u32),
    /// `varbinary` (`binary` in Hive DDL)
    Varbinary,
    /// `date`
    Date,
    /// `timestamp`, three digits of a second
    Timestamp,
    /// `timestamp with time zone`
    TimestampTz,
    /// `array(t)`
    Array(Box<AthenaType>),
    /// `map(k, v)`
    Map(Box<AthenaType>, Box<AthenaType>),
    /// `row(name t, …)`
    Row(Vec<(String, AthenaType)>),
}

impl AthenaType {
    /// The Arrow type of such a column.
    pub fn arrow(&self) -> DataType {
        match self {
            Self::Boolean => DataType::Boolean,
            Self::Tinyint => DataType::Int8,
            Self::Smallint => DataType::Int16,
            Self::Integer => DataType::Int32,
            Self::Bigint => DataType::Int64,
            Self::Real => DataType::Float32,
            Self::Double => DataType::Float64,
            // Scale is at most 38 (checked when parsed), so it fits.
            Self::Decimal(p, s) => DataType::Decimal128(*p, i8::try_from(*s).unwrap_or(i8::MAX)),
            Self::Varchar(_) | Self::Char(_) => DataType::Utf8,
            Self::Varbinary => DataType::Binary,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Millisecond, None),
            Self::TimestampTz => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
            Self::Array(item) => DataType::new_list(item.arrow(), true),
            Self::Map(key, value) => map_type(key.arrow(), value.arrow()),
            Self::Row(fields) => DataType::Struct(fields.iter().map(|(n, t)| Field::new(n, t.arrow(), true)).collect()),
        }
    }

    /// The Athena type that an Arrow column stands for; `None` when there is none.
    pub fn from_arrow(arrow: &DataType) -> Option<Self> {
        Some(match arrow {
            DataType::Boolean => Self::Boolean,
            DataType::Int8 => Self::Tinyint,
            DataType::Int16 => Self::Smallint,
            DataType::Int32 => Self::Integer,
            DataType::Int64 => Self::Bigint,
            DataType::Float32 => Self::Real,
            DataType::Float64 => Self::Double,
            DataType::Decimal128(p, s) => Self::Decimal(*p, u8::try_from(*s).ok()?),
            DataType::Utf8 => Self::Varchar(None),
            DataType::Binary => Self::Varbinary,
            DataType::Date32 => Self::Date,
            DataType::Timestamp(_, None) => Self::Timestamp,
            DataType::Timestamp(_, Some(_)) => Self::TimestampTz,
            DataType::List(item) => Self::Array(Box::new(Self::from_arrow(item.data_type())?)),
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(kv) if kv.len() == 2 => Self::Map(
                    Box::new(Self::from_arrow(kv[0].data_type())?),
                    Box::new(Self::from_arrow(kv[1].data_type())?),
                ),
                _ => return None,
            },
            DataType::Struct(fields) => Self::Row(row_fields(fields)?),
            _ => return None,
        })
    }

    /// The spelling of Hive DDL (`CREATE EXTERNAL TABLE`); `None` for what Hive tables cannot hold.
    pub fn hive(&self) -> Option<String> {
        Some(match self {
            Self::Integer => "int".into(),
            Self::Real => "float".into(),
            Self::Varchar(None) => "string".into(),
            Self::Varbinary => "binary".into(),
            Self::TimestampTz => return None,
            Self::Array(item) => format!("array<{}>", item.hive()?),
            Self::Map(key, value) => format!("map<{},{}>", key.hive()?, value.hive()?),
            Self::Row(fields) => {
                let fields: Option<Vec<String>> =
                    fields.iter().map(|(n, t)| Some(format!("{n}:{}", t.hive()?))).collect();
                format!("struct<{}>", fields?.join(","))
            }
            other => other.to_string(),
        })
    }
}

fn row_fields(fields: &Fields) -> Option<Vec<(String, AthenaType)>> {
    fields.iter().map(|f| Some((f.name().clone(), AthenaType::from_arrow(f.data_type())?))).collect()
}

fn map_type(key: DataType, value: DataType) -> DataType {
    let entries = Fields::from(vec![Field::new("key", key, false), Field::new("value", value, true)]);
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(entries), false)), false)
}

/// The spelling of SELECT and CAST.
impl fmt::Display for AthenaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("boolean"),
            Self::Tinyint => f.write_str("tinyint"),
            Self::Smallint => f.write_str("smallint"),
            Self::Integer => f.write_str("integer"),
            Self::Bigint => f.write_str("bigint"),
            Self::Real => f.write_str("real"),
            Self::Double => f.write_str("double"),
            Self::Decimal(p, s) => write!(f, "decimal({p},{s})"),
            Self::Varchar(None) => f.write_str("varchar"),
            Self::Varchar(Some(n)) => write!(f, "varchar({n})"),
            Self::Char(n) => write!(f, "char({n})"),
            Self::Varbinary => f.write_str("varbinary"),
            Self::Date => f.write_str("date"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::TimestampTz => f.write_str("timestamp with time zone"),
            Self::Array(item) => write!(f, "array({item})"),
            Self::Map(key, value) => write!(f, "map({key}, {value})"),
            Self::Row(fields) => {
                f.write_str("row(")?;
                for (i, (name, of)) in fields.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name} {of}")?;
                }
                f.write_str(")")
            }
        }
    }
}

/// Reads both spellings: `row(a bigint, b array(varchar))` and `struct<a:bigint,b:array<string>>`.
///
/// # Errors
/// [`ErrorKind::TypeName`], with the character where reading stopped.
impl FromStr for AthenaType {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parser = TypeParser { text, at: 0, depth: 0 };
        let parsed = parser.any()?;
        parser.space();
        if parser.at < text.len() {
            return Err(parser.expected("the type ended before this"));
        }
        Ok(parsed)
    }
}

/// Nesting that no table has, and that a recursive reader survives.
const MAX_DEPTH: usize = 64;

struct TypeParser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> TypeParser<'a> {
    fn expected(&self, reason: &'static str) -> Error {
        let position = self.text[..self.at].chars().count() + 1;
        ErrorKind::TypeName { text: self.text.to_owned(), reason, position }.into()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, token: char) -> bool {
        self.space();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len_utf8();
        }
        found
    }

    fn word(&mut self) -> String {
        self.space();
        let end = self.rest().find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.rest().len());
        let word = self.rest()[..end].to_lowercase();
        self.at += end;
        word
    }

    /// The word ahead, without moving.
    fn peek(&mut self) -> String {
        let at = self.at;
        let word = self.word();
        self.at = at;
        word
    }

    fn open(&mut self) -> Result<char> {
        if self.eat('(') {
            Ok(')')
        } else if self.eat('<') {
            Ok('>')
        } else {
            Err(self.expected("expected `(` or `<`"))
        }
    }

    fn close(&mut self, close: char) -> Result<()> {
        if self.eat(close) { Ok(()) } else { Err(self.expected("expected the closing bracket")) }
    }

    fn number(&mut self) -> Result<u32> {
        let at = self.at;
        let word = self.word();
        word.parse().map_err(|_| {
            self.at = at;
            self.expected("expected a number")
        })
    }

    fn any(&mut self) -> Result<AthenaType> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.expected("nested more than 64 deep"));
        }
        self.space();
        let start = self.at;
        let word = self.word();
        let parsed = match word.as_str() {
            "boolean" => AthenaType::Boolean,
            "tinyint" => AthenaType::Tinyint,
            "smallint" => AthenaType::Smallint,
            "integer" | "int" => AthenaType::Integer,
            "bigint" => AthenaType::Bigint,
            "real" | "float" => AthenaType::Real,
            "double" => AthenaType::Double,
            "decimal" => self.decimal()?,
            "string" => AthenaType::Varchar(None),
            "varchar" => AthenaType::Varchar(self.length()?),
            "char" => AthenaType::Char(self.length()?.unwrap_or(1)),
            "varbinary" | "binary" => AthenaType::Varbinary,
            "date" => AthenaType::Date,
            "timestamp" => self.timestamp()?,
            "array" => {
                let close = self.open()?;
                let item = self.any()?;
                self.close(close)?;
                AthenaType::Array(Box::new(item))
            }
            "map" => self.map()?,
            "row" | "struct" => self.fields()?,
            _ => {
                self.at = start;
                return Err(self.expected("unknown type"));
            }
        };
        self.depth -= 1;
        Ok(parsed)
    }

    fn length(&mut self) -> Result<Option<u32>> {
        if !self.eat('(') {
            return Ok(None);
        }
        let length = self.number()?;
        self.close(')')?;
        Ok(Some(length))
    }

    fn decimal(&mut self) -> Result<AthenaType> {
        if !self.eat('(') {
            return Ok(AthenaType::Decimal(38, 0));
        }
        let precision = self.number()?;
        let scale = if self.eat(',') { self.number()? } else { 0 };
        if precision == 0 || precision > 38 || scale > precision {
            return Err(self.expected("precision is 1 to 38 and scale at most the precision"));
        }
        self.close(')')?;
        Ok(AthenaType::Decimal(precision as u8, scale as u8))
    }

    fn timestamp(&mut self) -> Result<AthenaType> {
        if self.eat('(') {
            self.number()?;
            self.close(')')?;
        }
        if self.peek() != "with" {
            return Ok(AthenaType::Timestamp);
        }
        self.word();
        if self.word() == "time" && self.word() == "zone" {
            Ok(AthenaType::TimestampTz)
        } else {
            Err(self.expected("expected `with time zone`"))
        }
    }

    fn map(&mut self) -> Result<AthenaType> {
        let close = self.open()?;
        let key = self.any()?;
        if !self.eat(',') {
            return Err(self.expected("expected `,` and the type of the values"));
        }
        let value = self.any()?;
        self.close(close)?;
        Ok(AthenaType::Map(Box::new(key), Box::new(value)))
    }

    fn fields(&mut self) -> Result<AthenaType> {
        let close = self.open()?;
        let mut fields = Vec::new();
        loop {
            let name = self.word();
            if name.is_empty() {
                return Err(self.expected("expected the name of a field"));
            }
            self.eat(':');
            fields.push((name, self.any()?));
            if !self.eat(',') {
                break;
            }
        }
        self.close(close)?;
        Ok(AthenaType::Row(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_type() -> impl Strategy<Value = AthenaType> {
        let leaf = prop_oneof![
            Just(AthenaType::Boolean),
            Just(AthenaType::Integer),
            Just(AthenaType::Bigint),
            Just(AthenaType::Real),
            Just(AthenaType::Double),
            (1u8..=38).prop_flat_map(|p| (Just(p), 0..=p)).prop_map(|(p, s)| AthenaType::Decimal(p, s)),
            proptest::option::of(1u32..1000).prop_map(AthenaType::Varchar),
            (1u32..200).prop_map(AthenaType::Char),
            Just(AthenaType::Varbinary),
            Just(AthenaType::Date),
            Just(AthenaType::Timestamp),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                inner.clone().prop_map(|t| AthenaType::Array(Box::new(t))),
                (inner.clone(), inner.clone()).prop_map(|(k, v)| AthenaType::Map(Box::new(k), Box::new(v))),
                proptest::collection::vec(("[a-z_][a-z0-9_]{0,6}", inner), 1..4).prop_map(AthenaType::Row),
            ]
        })
    }

    proptest! {
        #[test]
        fn both_spellings_are_read_back(of in any_type()) {
            prop_assert_eq!(&of.to_string().parse::<AthenaType>().expect("SELECT spelling"), &of);
            let hive = of.hive().expect("a Hive type");
            prop_assert_eq!(&hive.parse::<AthenaType>().expect("Hive spelling"), &of);
        }

        #[test]
        fn any_text_is_a_type_or_an_error(text in "\\PC{0,40}") {
            let _ = text.parse::<AthenaType>();
        }
    }

    #[test]
    fn a_wrong_type_says_where() {
        let error = "row(a bigint, b arry(varchar))".parse::<AthenaType>().expect_err("typo");
        assert_eq!(
            error.to_string(),
            "`row(a bigint, b arry(varchar))` is not an Athena type: unknown type at character 17"
        );
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_crash() {
        let text = "array(".repeat(100_000);
        assert!(text.parse::<AthenaType>().is_err());
    }
}
