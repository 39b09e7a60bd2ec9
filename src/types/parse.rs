//! Parsing the names of data types.

use std::str::FromStr;

use super::AthenaType;
use crate::error::{Error, ErrorKind, Result};

/// Parses both syntaxes: `row(a bigint, b array(varchar))` and `struct<a:bigint,b:array<string>>`.
///
/// # Errors
/// [`ErrorKind::TypeName`], with the character where parsing stopped.
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

/// Deeper than any table, and shallow enough for a recursive parser.
const MAX_DEPTH: usize = 64;

struct TypeParser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> TypeParser<'a> {
    fn expected(&self, reason: &'static str) -> Error {
        let position = self.text[..self.at].chars().count() + 1;
        ErrorKind::TypeName { type_name: self.text.to_owned(), reason, position }.into()
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
            "time" => self.time(AthenaType::Time, AthenaType::TimeTz)?,
            "timestamp" => self.time(AthenaType::Timestamp, AthenaType::TimestampTz)?,
            "interval" => self.interval()?,
            "json" => AthenaType::Json,
            "uuid" => AthenaType::Uuid,
            "ipaddress" => AthenaType::IpAddress,
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

    fn time(&mut self, plain: fn(u8) -> AthenaType, zoned: fn(u8) -> AthenaType) -> Result<AthenaType> {
        let digits = match self.length()? {
            Some(digits @ 0..=12) => digits as u8,
            None => 3,
            Some(_) => return Err(self.expected("a fraction of a second has at most 12 digits")),
        };
        match self.peek().as_str() {
            "with" => {
                self.words(&["with", "time", "zone"], "expected `with time zone`")?;
                Ok(zoned(digits))
            }
            "without" => {
                self.words(&["without", "time", "zone"], "expected `without time zone`")?;
                Ok(plain(digits))
            }
            _ => Ok(plain(digits)),
        }
    }

    fn interval(&mut self) -> Result<AthenaType> {
        if self.peek() == "year" {
            self.words(&["year", "to", "month"], "expected `year to month`")?;
            Ok(AthenaType::IntervalYearMonth)
        } else {
            self.words(&["day", "to", "second"], "expected `year to month` or `day to second`")?;
            Ok(AthenaType::IntervalDayTime)
        }
    }

    fn words(&mut self, expected: &[&str], reason: &'static str) -> Result<()> {
        let all = expected.iter().all(|word| self.word() == *word);
        if all { Ok(()) } else { Err(self.expected(reason)) }
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
            if close == ')'
                && let Some(data_type) = self.field_without_name()
            {
                fields.push((String::new(), data_type));
                if !self.eat(',') {
                    break;
                }
                continue;
            }
            let name = self.field_name(close)?;
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

    /// The type of a field that has no name, which Trino's rows may have: what is ahead is a type, and no type follows it.
    fn field_without_name(&mut self) -> Option<AthenaType> {
        let (at, depth) = (self.at, self.depth);
        if let Ok(data_type) = self.any() {
            self.space();
            if self.rest().starts_with([',', ')']) {
                return Some(data_type);
            }
        }
        (self.at, self.depth) = (at, depth);
        None
    }

    /// `a`, in Trino's syntax also `"a-b"`, in Hive's also `` `a-b` ``; a bare name ends at its colon there.
    fn field_name(&mut self, close: char) -> Result<String> {
        if self.eat('"') {
            return self.quoted();
        }
        if self.eat('`') {
            let Some(end) = self.rest().find('`') else { return Err(self.expected("expected the closing backtick")) };
            let name = self.rest()[..end].to_owned();
            self.at += end + 1;
            return Ok(name);
        }
        let end = self.rest().find([':', ',', '<', '>', '(', ')']).filter(|end| self.rest()[*end..].starts_with(':'));
        match end.filter(|_| close == '>') {
            Some(end) => {
                let name = self.rest()[..end].trim().to_lowercase();
                self.at += end;
                Ok(name)
            }
            None => Ok(self.word()),
        }
    }

    /// What follows an opening quote, and the closing one; a quote inside is doubled.
    fn quoted(&mut self) -> Result<String> {
        let mut name = String::new();
        loop {
            let Some(end) = self.rest().find('"') else { return Err(self.expected("expected the closing quote")) };
            name.push_str(&self.rest()[..end]);
            self.at += end + 1;
            if !self.rest().starts_with('"') {
                return Ok(name);
            }
            name.push('"');
            self.at += 1;
        }
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
            Just(AthenaType::Timestamp(3)),
        ];
        nested(leaf, "[a-z_][a-z0-9_]{0,6}")
    }

    /// With those that no Hive table has, and names that only SELECT's syntax can quote.
    fn any_result_type() -> impl Strategy<Value = AthenaType> {
        let leaf = prop_oneof![
            (0u8..=12).prop_map(AthenaType::Time),
            (0u8..=12).prop_map(AthenaType::TimeTz),
            (0u8..=12).prop_map(AthenaType::Timestamp),
            (0u8..=12).prop_map(AthenaType::TimestampTz),
            Just(AthenaType::IntervalYearMonth),
            Just(AthenaType::IntervalDayTime),
            Just(AthenaType::Json),
            Just(AthenaType::Uuid),
            Just(AthenaType::IpAddress),
        ];
        nested(leaf, "[a-z0-9_ \":,<>()é-]{1,7}")
    }

    fn nested(
        leaf: impl Strategy<Value = AthenaType> + 'static,
        names: &'static str,
    ) -> impl Strategy<Value = AthenaType> {
        leaf.prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                inner.clone().prop_map(|t| AthenaType::Array(Box::new(t))),
                (inner.clone(), inner.clone()).prop_map(|(k, v)| AthenaType::Map(Box::new(k), Box::new(v))),
                proptest::collection::vec((names, inner), 1..4).prop_map(AthenaType::Row),
            ]
        })
    }

    proptest! {
        #[test]
        fn both_syntaxes_are_parsed_back(data_type in any_type()) {
            prop_assert_eq!(&data_type.to_string().parse::<AthenaType>().expect("SELECT's syntax"), &data_type);
            let hive = data_type.hive().expect("a Hive type");
            prop_assert_eq!(&hive.parse::<AthenaType>().expect("Hive's syntax"), &data_type);
        }

        #[test]
        fn types_of_results_are_parsed_back(data_type in any_result_type()) {
            prop_assert_eq!(&data_type.to_string().parse::<AthenaType>().expect("SELECT's syntax"), &data_type);
        }

        #[test]
        fn any_text_is_a_type_or_an_error(text in "\\PC{0,40}") {
            let _ = text.parse::<AthenaType>();
        }
    }

    #[test]
    fn a_field_may_have_any_name_in_either_syntax() {
        let data_type = AthenaType::Row(vec![
            ("content-type".to_owned(), AthenaType::Bigint),
            ("say \"hi\"".to_owned(), AthenaType::Array(Box::new(AthenaType::Date))),
        ]);
        assert_eq!(data_type.to_string(), "row(\"content-type\" bigint, \"say \"\"hi\"\"\" array(date))");
        assert_eq!(data_type.to_string().parse::<AthenaType>().expect("SELECT's syntax"), data_type);
        assert!("row(\"a bigint)".parse::<AthenaType>().is_err());
        let hive = "struct<content-type:bigint,b c:array<date>>".parse::<AthenaType>().expect("Hive's syntax");
        assert_eq!(hive.to_string(), "row(\"content-type\" bigint, \"b c\" array(date))");
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
