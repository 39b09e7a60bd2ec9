//! JSON as the OpenX SerDe reads it.
//!
//! By hand, because no crate has the leniency of the Java parser, which Trino keeps: single quotes and bare words for strings, `=` and
//! `=>` for `:`, `;` for `,`, comments, hexadecimal and octal numbers ("OpenX JSON format" in trino-hive-formats). What is left of the
//! line after the value is ignored.

use std::collections::HashSet;

use super::value::CellValue;

/// Nesting that no manifest has, and that a recursive reader survives.
const MAX_DEPTH: usize = 1000;

/// What one level may need, and what is taken where the stack has less.
const SPARE: usize = 128 << 10;
const STACK: usize = 2 << 20;

/// Why a string is not a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonError {
    Malformed,
    /// It may be a value to other readers.
    TooDeep,
}

/// Parses the value that a string begins with.
pub(super) fn parse(json: &str) -> Result<CellValue, JsonError> {
    let mut parser = JsonParser { rest: json, depth: 0 };
    let value = parser.value();
    value.ok_or(if parser.depth > MAX_DEPTH { JsonError::TooDeep } else { JsonError::Malformed })
}

/// What Java writes for half of a surrogate pair.
const LONE_SURROGATE: char = '?';

struct JsonParser<'a> {
    rest: &'a str,
    depth: usize,
}

impl JsonParser<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// The next character that is neither space nor comment.
    fn token(&mut self) -> Option<char> {
        loop {
            let c = self.peek()?;
            if matches!(c, ' ' | '\t' | '\n' | '\r') {
                self.next();
            } else if c == '#' || self.rest.starts_with("//") {
                self.rest = "";
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                self.rest = &comment[comment.find("*/")? + 2..];
            } else {
                return self.next();
            }
        }
    }

    /// Not counted down again once it is too deep: that is how [`parse`] knows.
    fn value(&mut self) -> Option<CellValue> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        stacker::maybe_grow(SPARE, STACK, || self.value_here())
    }

    fn value_here(&mut self) -> Option<CellValue> {
        let value = match self.token()? {
            '{' => self.object(),
            '[' => self.array(),
            quote @ ('"' | '\'') => self.string(quote).map(CellValue::string),
            first => self.word(first),
        };
        if self.depth <= MAX_DEPTH {
            self.depth -= 1;
        }
        value
    }

    fn object(&mut self) -> Option<CellValue> {
        let mut entries: Vec<(String, CellValue)> = Vec::new();
        let ahead = self.rest;
        if self.token()? == '}' {
            return Some(CellValue::Object(entries));
        }
        self.rest = ahead;
        loop {
            let CellValue::Scalar { string: key, .. } = self.value()? else { return None };
            match self.token()? {
                ':' => {}
                '=' => self.rest = self.rest.strip_prefix('>').unwrap_or(self.rest),
                _ => return None,
            }
            let value = self.value()?;
            entries.push((key, value));
            match self.token()? {
                '}' => return Some(CellValue::Object(last_of_each(entries))),
                ',' | ';' => {}
                _ => return None,
            }
        }
    }

    /// A surplus separator means a null.
    fn array(&mut self) -> Option<CellValue> {
        let mut items = Vec::new();
        let mut separated = false;
        loop {
            let ahead = self.rest;
            match self.token()? {
                ']' => {
                    if separated {
                        items.push(CellValue::Null);
                    }
                    return Some(CellValue::Array(items));
                }
                ',' | ';' => {
                    items.push(CellValue::Null);
                    separated = true;
                    continue;
                }
                _ => self.rest = ahead,
            }
            items.push(self.value()?);
            match self.token()? {
                ']' => return Some(CellValue::Array(items)),
                ',' | ';' => separated = true,
                _ => return None,
            }
        }
    }

    fn string(&mut self, quote: char) -> Option<String> {
        let mut out = String::new();
        loop {
            match self.next()? {
                c if c == quote => return Some(out),
                '\\' => out.push(self.escape()?),
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            'u' => {
                let high = self.hex()?;
                if !(0xD800..0xDC00).contains(&high) {
                    return Some(char::from_u32(high).unwrap_or(LONE_SURROGATE));
                }
                let ahead = self.rest;
                if let Some(low) = self.rest.strip_prefix("\\u") {
                    self.rest = low;
                    let low = self.hex()?;
                    if (0xDC00..0xE000).contains(&low) {
                        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                        return char::from_u32(code);
                    }
                    self.rest = ahead;
                }
                LONE_SURROGATE
            }
            't' => '\t',
            'b' => '\u{8}',
            'n' => '\n',
            'r' => '\r',
            'f' => '\u{c}',
            'a' => '\u{7}',
            // As the Java parser has it: octal 011, which is a tab.
            'v' => '\t',
            other => other,
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.rest = &self.rest[4..];
        u32::from_str_radix(digits, 16).ok()
    }

    /// A word without quotes; `null` in any case is null.
    fn word(&mut self, first: char) -> Option<CellValue> {
        let ends = |c: char| " \r\n\t\u{c}{}[]/\\:,=;#".contains(c);
        if ends(first) {
            return None;
        }
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let word = format!("{first}{}", &self.rest[..end]);
        self.rest = &self.rest[end..];
        Some(if word.eq_ignore_ascii_case("null") {
            CellValue::Null
        } else {
            CellValue::Scalar { string: word, quoted: false }
        })
    }
}

/// Of keys that differ at most by case, the last one counts.
fn last_of_each(mut entries: Vec<(String, CellValue)>) -> Vec<(String, CellValue)> {
    let mut seen = HashSet::with_capacity(entries.len());
    entries.reverse();
    entries.retain(|(key, _)| seen.insert(key.to_lowercase()));
    entries.reverse();
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(json: &str) -> Option<String> {
        parse(json).ok().and_then(CellValue::into_string)
    }

    #[test]
    fn nested_values_are_compact_and_keep_their_order() {
        let text = r#"{"b": 1, "a": [true, null, "x"], "c": {"</d>": "é\t"}} trailing"#;
        assert_eq!(read(text).as_deref(), Some(r#"{"b":1,"a":[true,null,"x"],"c":{"<\/d>":"é\t"}}"#));
    }

    #[test]
    fn the_lenient_forms_are_read() {
        let text = "{'a' = x; b => 0x1F, c: 010; /* note */ d: [1,,2,]} # rest";
        assert_eq!(read(text).as_deref(), Some(r#"{"a":"x","b":31,"c":8,"d":[1,null,2,null]}"#));
    }

    #[test]
    fn numbers_are_printed_as_big_decimal_does() {
        for (from, to) in
            [("8", "8"), ("1.50", "1.50"), ("1e5", "1E+5"), ("0.0000001", "1E-7"), ("-0", "0"), ("1.5E-3", "0.0015")]
        {
            assert_eq!(read(from).as_deref(), Some(to), "{from}");
        }
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        assert_eq!(read(r#"{"a":1,"b":2,"A":3}"#).as_deref(), Some(r#"{"b":2,"A":3}"#));
    }

    #[test]
    fn broken_json_is_malformed() {
        for broken in ["", "{", "{\"a\"", "{\"a\":1", "{\"a\" 1}", "[1", "\"x", "{null:1}", "/* x"] {
            assert_eq!(parse(broken), Err(JsonError::Malformed), "{broken}");
        }
    }

    #[test]
    fn json_nested_too_deeply_is_not_taken_for_malformed() {
        for nested in ["[".repeat(100_000), "[".repeat(1001) + &"]".repeat(1001), "{a:".repeat(1001) + "]"] {
            assert_eq!(parse(&nested), Err(JsonError::TooDeep));
        }
        let deep = "[".repeat(1000) + &"]".repeat(1000);
        assert_eq!(read(&deep), Some(deep.clone()));
        assert_eq!(parse(&("[".repeat(900) + "]")), Err(JsonError::Malformed));
    }

    #[test]
    fn half_a_surrogate_pair_is_a_question_mark_as_java_writes_it() {
        for (from, to) in [
            (r#""\ud83d""#, "?"),
            (r#""\ude00x""#, "?x"),
            (r#""\ud83d\u0041""#, "?A"),
            (r#""\ud83d\ud83d\ude00""#, "?😀"),
        ] {
            assert_eq!(read(from).as_deref(), Some(to), "{from}");
        }
    }

    proptest! {
        #[test]
        fn strict_json_means_the_same_here(value in any_json()) {
            let text = value.to_string();
            let again = read(&text).and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
            prop_assert_eq!(again, Some(value));
        }

        #[test]
        fn no_string_is_a_crash(string in "\\PC{0,60}") {
            let _ = parse(&string);
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            "\\PC{0,8}".prop_map(Into::into),
            Just(serde_json::Value::Null),
        ];
        let nested = leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                proptest::collection::btree_map("[a-z]{1,4}", inner, 0..4)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        });
        proptest::collection::vec(nested, 0..4).prop_map(Into::into)
    }
}
