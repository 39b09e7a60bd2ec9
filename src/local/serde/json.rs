//! JSON as the OpenX SerDe reads it.
//!
//! Trino keeps the leniency of the Java parser: single quotes and bare words for strings, `=` and `=>` for `:`, `;` for `,`, comments,
//! hexadecimal and octal numbers ("OpenX JSON format" in trino-hive-formats). What is left of the line after the value is ignored.

use std::{collections::HashSet, fmt::Write};

use super::numbers;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    /// A string, or a number or word without quotes.
    Text {
        text: String,
        quoted: bool,
    },
    Object(Vec<(String, Json)>),
    Array(Vec<Json>),
}

/// Nesting that no manifest has, and that a recursive reader survives.
const MAX_DEPTH: usize = 1000;

/// What one level may need, and what is taken where the stack has less.
const SPARE: usize = 128 << 10;
const STACK: usize = 2 << 20;

/// Why a text is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    Malformed,
    /// It may be a value to other readers.
    TooDeep,
}

impl Json {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), quoted: true }
    }

    /// Reads one value from the start of a text.
    pub(super) fn parse(text: &str) -> Result<Self, Broken> {
        let mut parser = Parser { chars: text, depth: 0 };
        let value = parser.value();
        value.ok_or(if parser.depth > MAX_DEPTH { Broken::TooDeep } else { Broken::Malformed })
    }

    /// The value as the text of a `string` column: strings as they are, everything else as compact JSON. NULL for null.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Text { text, quoted: true } => Some(text),
            Self::Text { text, quoted: false } => Some(canonical(&text).unwrap_or(text)),
            nested => {
                let mut out = String::new();
                nested.write(&mut out);
                Some(out)
            }
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Text { text, quoted } => match canonical(text).filter(|_| !quoted) {
                Some(plain) => out.push_str(&plain),
                None => write_string(out, text),
            },
            Self::Object(entries) => {
                out.push('{');
                for (i, (key, value)) in entries.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write_string(out, key);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
            Self::Array(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
        }
    }
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    let mut before = '\0';
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // So that a text can stand inside a script of a web page.
            '/' if before == '<' => out.push_str("\\/"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\u{c}' => out.push_str("\\f"),
            c if c <= '\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
        before = c;
    }
    out.push('"');
}

/// A word without quotes that is a boolean or a number, in its standard spelling.
fn canonical(word: &str) -> Option<String> {
    if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") {
        return Some(word.to_ascii_lowercase());
    }
    numbers::whole(word).map(|number| number.to_string()).or_else(|| numbers::canonical(word))
}

/// What Java writes for half of a surrogate pair.
const HALF: char = '?';

struct Parser<'a> {
    chars: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.chars().next()?;
        self.chars = &self.chars[c.len_utf8()..];
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.chars.chars().next()
    }

    /// The next character that is neither space nor comment.
    fn token(&mut self) -> Option<char> {
        loop {
            let c = self.peek()?;
            if matches!(c, ' ' | '\t' | '\n' | '\r') {
                self.next();
            } else if c == '#' || self.chars.starts_with("//") {
                self.chars = "";
            } else if let Some(comment) = self.chars.strip_prefix("/*") {
                self.chars = &comment[comment.find("*/")? + 2..];
            } else {
                return self.next();
            }
        }
    }

    /// Not counted down again once it is too deep: that is how [`Json::parse`] knows.
    fn value(&mut self) -> Option<Json> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        stacker::maybe_grow(SPARE, STACK, || self.value_here())
    }

    fn value_here(&mut self) -> Option<Json> {
        let value = match self.token()? {
            '{' => self.object(),
            '[' => self.array(),
            quote @ ('"' | '\'') => self.string(quote).map(Json::text),
            first => self.word(first),
        };
        if self.depth <= MAX_DEPTH {
            self.depth -= 1;
        }
        value
    }

    fn object(&mut self) -> Option<Json> {
        let mut entries: Vec<(String, Json)> = Vec::new();
        let ahead = self.chars;
        if self.token()? == '}' {
            return Some(Json::Object(entries));
        }
        self.chars = ahead;
        loop {
            let Json::Text { text: key, .. } = self.value()? else { return None };
            match self.token()? {
                ':' => {}
                '=' => self.chars = self.chars.strip_prefix('>').unwrap_or(self.chars),
                _ => return None,
            }
            let value = self.value()?;
            entries.push((key, value));
            match self.token()? {
                '}' => return Some(Json::Object(last_of_each(entries))),
                ',' | ';' => {}
                _ => return None,
            }
        }
    }

    /// A separator too many stands for a null.
    fn array(&mut self) -> Option<Json> {
        let mut items = Vec::new();
        let mut separated = false;
        loop {
            let ahead = self.chars;
            match self.token()? {
                ']' => {
                    if separated {
                        items.push(Json::Null);
                    }
                    return Some(Json::Array(items));
                }
                ',' | ';' => {
                    items.push(Json::Null);
                    separated = true;
                    continue;
                }
                _ => self.chars = ahead,
            }
            items.push(self.value()?);
            match self.token()? {
                ']' => return Some(Json::Array(items)),
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
                    return Some(char::from_u32(high).unwrap_or(HALF));
                }
                let ahead = self.chars;
                if let Some(rest) = self.chars.strip_prefix("\\u") {
                    self.chars = rest;
                    let low = self.hex()?;
                    if (0xDC00..0xE000).contains(&low) {
                        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                        return char::from_u32(code);
                    }
                    self.chars = ahead;
                }
                HALF
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
        let digits = self.chars.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.chars = &self.chars[4..];
        u32::from_str_radix(digits, 16).ok()
    }

    /// A word without quotes; `null` in any case is null.
    fn word(&mut self, first: char) -> Option<Json> {
        let ends = |c: char| " \r\n\t\u{c}{}[]/\\:,=;#".contains(c);
        if ends(first) {
            return None;
        }
        let end = self.chars.find(ends).unwrap_or(self.chars.len());
        let word = format!("{first}{}", &self.chars[..end]);
        self.chars = &self.chars[end..];
        Some(if word.eq_ignore_ascii_case("null") { Json::Null } else { Json::Text { text: word, quoted: false } })
    }
}

/// Of keys that differ at most by case, the last one counts.
fn last_of_each(mut entries: Vec<(String, Json)>) -> Vec<(String, Json)> {
    let mut seen = HashSet::with_capacity(entries.len());
    entries.reverse();
    entries.retain(|(key, _)| seen.insert(key.to_lowercase()));
    entries.reverse();
    entries
}

/// Names are compared without regard to case.
pub(super) fn same_key(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Option<String> {
        Json::parse(text).ok().and_then(Json::into_text)
    }

    #[test]
    fn nested_values_are_compact_and_keep_their_order() {
        let text = r#"{"b": 1, "a": [true, null, "x"], "c": {"</d>": "é\t"}} trailing"#;
        assert_eq!(shown(text).as_deref(), Some(r#"{"b":1,"a":[true,null,"x"],"c":{"<\/d>":"é\t"}}"#));
    }

    #[test]
    fn the_lenient_forms_are_read() {
        let text = "{'a' = x; b => 0x1F, c: 010; /* note */ d: [1,,2,]} # rest";
        assert_eq!(shown(text).as_deref(), Some(r#"{"a":"x","b":31,"c":8,"d":[1,null,2,null]}"#));
    }

    #[test]
    fn numbers_are_spelled_as_big_decimal_does() {
        for (from, to) in
            [("8", "8"), ("1.50", "1.50"), ("1e5", "1E+5"), ("0.0000001", "1E-7"), ("-0", "0"), ("1.5E-3", "0.0015")]
        {
            assert_eq!(shown(from).as_deref(), Some(to), "{from}");
        }
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        assert_eq!(shown(r#"{"a":1,"b":2,"A":3}"#).as_deref(), Some(r#"{"b":2,"A":3}"#));
    }

    #[test]
    fn broken_texts_are_malformed() {
        for broken in ["", "{", "{\"a\"", "{\"a\":1", "{\"a\" 1}", "[1", "\"x", "{null:1}", "/* x"] {
            assert_eq!(Json::parse(broken), Err(Broken::Malformed), "{broken}");
        }
    }

    #[test]
    fn a_text_that_is_nested_too_deeply_is_not_taken_for_malformed() {
        for nested in ["[".repeat(100_000), "[".repeat(1001) + &"]".repeat(1001), "{a:".repeat(1001) + "]"] {
            assert_eq!(Json::parse(&nested), Err(Broken::TooDeep));
        }
        let deep = "[".repeat(1000) + &"]".repeat(1000);
        assert_eq!(shown(&deep), Some(deep.clone()));
        assert_eq!(Json::parse(&("[".repeat(900) + "]")), Err(Broken::Malformed));
    }

    #[test]
    fn half_a_surrogate_pair_is_a_question_mark_as_java_writes_it() {
        for (from, to) in [
            (r#""\ud83d""#, "?"),
            (r#""\ude00x""#, "?x"),
            (r#""\ud83d\u0041""#, "?A"),
            (r#""\ud83d\ud83d\ude00""#, "?😀"),
        ] {
            assert_eq!(shown(from).as_deref(), Some(to), "{from}");
        }
    }

    proptest! {
        #[test]
        fn strict_json_means_the_same_here(value in any_json()) {
            let text = value.to_string();
            let again = shown(&text).and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
            prop_assert_eq!(again, Some(value));
        }

        #[test]
        fn no_text_is_a_crash(text in "\\PC{0,60}") {
            let _ = Json::parse(&text);
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
