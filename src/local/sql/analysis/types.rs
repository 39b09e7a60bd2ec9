//! The types of CAST and of typed literals: Trino's names, and no others.

use datafusion::sql::sqlparser::ast::Expr;

use super::{refused, syntax};
use crate::error::Result;

/// Types without parameters.
const PLAIN: [&str; 23] = [
    "bigint",
    "boolean",
    "color",
    "date",
    "double",
    "hyperloglog",
    "int",
    "integer",
    "ipaddress",
    "json",
    "json2016",
    "jsonpath",
    "p4hyperloglog",
    "real",
    "setdigest",
    "smallint",
    "tdigest",
    "tinyint",
    "unknown",
    "uuid",
    "varbinary",
    "geometry",
    "sphericalgeography",
];

/// The most digits of a decimal.
const MOST_DIGITS: u64 = 38;
/// The most digits of a second.
const MOST_SECONDS: u64 = 12;

/// Refuses what is no type in Trino. The name is in lower case.
pub(super) fn check(name: &str, at: &Expr) -> Result<()> {
    let tokens = tokens(name);
    let mut types = Types { tokens: &tokens, at: 0 };
    match types.any() {
        Ok(()) if tokens == ["unknown"] => refused("TYPE_MISMATCH", at, "UNKNOWN is not a valid type"),
        Ok(()) if types.at == tokens.len() => Ok(()),
        Ok(()) => syntax(at, format!("mismatched input '{}' in the type `{}`", tokens[types.at], written(name))),
        Err(Wrong::Unknown(part)) => {
            let hint = meant(part.split([' ', '(']).next().unwrap_or_default());
            refused("TYPE_MISMATCH", at, format_args!("Unknown type: {}{hint}", written(&part)))
        }
        Err(Wrong::Digits(message)) => refused("INVALID_FUNCTION_ARGUMENT", at, message),
        Err(Wrong::Syntax) => syntax(at, format!("mismatched input in the type `{}`", written(name))),
    }
}

/// The same for `type 'string'`, which has the name of a type alone.
pub(super) fn literal(name: &str, at: &Expr) -> Result<()> {
    match name.contains([' ', '(', '<']) && name != "double precision" {
        true => syntax(at, format!("mismatched input: a literal of `{name}` is written CAST('…' AS {name})")),
        false => check(name, at),
    }
}

/// Names of other systems and of Hive's DDL.
fn meant(name: &str) -> &'static str {
    match name {
        "float" | "float4" => ": it is `real` here, or `double`",
        "string" | "text" | "clob" | "nvarchar" | "varchar2" | "bytes" => ": it is `varchar` here",
        "binary" | "blob" | "bytea" => ": it is `varbinary` here",
        "bool" => ": it is `boolean` here",
        "numeric" | "dec" | "number" => ": it is `decimal` here",
        "long" | "int8" | "int64" => ": it is `bigint` here",
        "datetime" => ": it is `timestamp` here",
        "timestamptz" => ": it is `timestamp with time zone` here",
        "float8" | "float64" => ": it is `double` here",
        _ => "",
    }
}

/// Without the spaces between tokens.
fn written(name: &str) -> String {
    name.replace(" ( ", "(").replace(" (", "(").replace(" )", ")").replace(" , ", ", ")
}

/// Words, numbers and single characters.
fn tokens(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut quoted = false;
    let mut last = ' ';
    for c in name.chars() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        match out.last_mut() {
            Some(token) if quoted || (word(c) && word(last)) => token.push(c),
            // `"a""b"` is one name.
            Some(token) if c == '"' && last == '"' && token.len() > 1 => token.push(c),
            _ if c.is_whitespace() => {}
            _ => out.push(c.to_string()),
        }
        quoted ^= c == '"';
        last = c;
    }
    out
}

enum Wrong {
    Unknown(String),
    Digits(String),
    Syntax,
}

struct Types<'a> {
    tokens: &'a [String],
    at: usize,
}

impl Types<'_> {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Result<String, Wrong> {
        let token = self.peek().to_owned();
        let quoted = token.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|name| !name.is_empty());
        if quoted.is_none() && !token.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return Err(Wrong::Syntax);
        }
        self.at += 1;
        Ok(quoted.map_or(token.clone(), |name| name.replace("\"\"", "\"")))
    }

    /// A type, which may be followed by ARRAY.
    fn any(&mut self) -> Result<(), Wrong> {
        let name = self.word()?;
        match name.as_str() {
            "row" if self.peek() == "(" => self.row()?,
            "array" | "map" | "qdigest" | "function" if matches!(self.peek(), "(" | "<") => self.nested(&name)?,
            "double" if self.take("precision") => {}
            "interval" => self.interval()?,
            "time" | "timestamp" => self.time(&name)?,
            "character" | "char" if self.peek() == "varying" => return Err(Wrong::Syntax),
            _ if self.peek() == "<" => return Err(Wrong::Syntax),
            _ => self.simple(name)?,
        }
        while self.take("array") {}
        Ok(())
    }

    fn row(&mut self) -> Result<(), Wrong> {
        self.at += 1;
        loop {
            self.field()?;
            if self.take(")") {
                return Ok(());
            }
            if !self.take(",") {
                return Err(Wrong::Syntax);
            }
        }
    }

    /// `name type`, or a type alone.
    fn field(&mut self) -> Result<(), Wrong> {
        let start = self.at;
        let named = self.word().and_then(|_| self.any());
        if named.is_ok() && self.is_at_end_of_field() {
            return Ok(());
        }
        let after = std::mem::replace(&mut self.at, start);
        let alone = self.any();
        if self.is_at_end_of_field() {
            return alone;
        }
        self.at = after;
        named
    }

    fn is_at_end_of_field(&self) -> bool {
        matches!(self.peek(), "," | ")")
    }

    fn nested(&mut self, name: &str) -> Result<(), Wrong> {
        let close = if self.take("<") { ">" } else { ")" };
        self.at += usize::from(close == ")");
        let mut given = 0;
        loop {
            self.any()?;
            given += 1;
            if self.take(close) {
                break;
            }
            if !self.take(",") {
                return Err(Wrong::Syntax);
            }
        }
        let takes = if name == "map" { 2 } else { 1 };
        match given == takes || name == "function" {
            true => Ok(()),
            false => Err(Wrong::Unknown(self.tokens.join(" "))),
        }
    }

    fn interval(&mut self) -> Result<(), Wrong> {
        let mut units = |from: &str, to: &str| self.take(from) && self.take("to") && self.take(to);
        match units("year", "month") || units("day", "second") {
            true => Ok(()),
            false => Err(Wrong::Unknown("interval".to_owned())),
        }
    }

    fn time(&mut self, name: &str) -> Result<(), Wrong> {
        let digits = self.numbers()?;
        if self.take("with") || self.take("without") {
            let zone = self.take("time") && self.take("zone");
            if !zone {
                return Err(Wrong::Syntax);
            }
        }
        match digits.as_slice() {
            [] => Ok(()),
            [digits] if *digits <= MOST_SECONDS => Ok(()),
            _ => Err(unknown(name, &digits)),
        }
    }

    fn simple(&mut self, name: String) -> Result<(), Wrong> {
        let numbers = self.numbers()?;
        let fits = match (name.as_str(), numbers.as_slice()) {
            (plain, []) if PLAIN.contains(&plain) => true,
            ("varchar" | "char" | "decimal", []) => true,
            ("varchar", [length]) => *length <= i32::MAX as u64,
            ("char", [length]) => *length <= 65_536,
            ("decimal", [precision, scale @ ..]) if scale.len() < 2 => {
                return decimal(*precision, scale.first().copied().unwrap_or_default());
            }
            _ => false,
        };
        if fits { Ok(()) } else { Err(unknown(&name, &numbers)) }
    }

    /// Numbers in parentheses, if there are any.
    fn numbers(&mut self) -> Result<Vec<u64>, Wrong> {
        let mut numbers = Vec::new();
        if !self.take("(") {
            return Ok(numbers);
        }
        loop {
            let token = self.peek().to_owned();
            match token.parse() {
                Ok(number) => numbers.push(number),
                // A type may stand there in Trino's grammar.
                Err(_) if token.starts_with(|c: char| c.is_alphabetic()) => numbers.push(u64::MAX),
                Err(_) => return Err(Wrong::Syntax),
            }
            self.at += 1;
            if self.take(")") {
                return Ok(numbers);
            }
            if !self.take(",") {
                return Err(Wrong::Syntax);
            }
        }
    }
}

fn unknown(name: &str, numbers: &[u64]) -> Wrong {
    let numbers: Vec<String> =
        numbers.iter().map(|n| if *n == u64::MAX { "…".to_owned() } else { n.to_string() }).collect();
    Wrong::Unknown(if numbers.is_empty() { name.to_owned() } else { format!("{name}({})", numbers.join(", ")) })
}

fn decimal(precision: u64, scale: u64) -> Result<(), Wrong> {
    if !(1..=MOST_DIGITS).contains(&precision) {
        return Err(Wrong::Digits(format!("DECIMAL precision must be in range [1, {MOST_DIGITS}]: {precision}")));
    }
    if scale > precision {
        return Err(Wrong::Digits(format!("DECIMAL scale must be in range [0, precision ({precision})]: {scale}")));
    }
    Ok(())
}
