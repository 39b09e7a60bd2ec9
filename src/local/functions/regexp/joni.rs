//! Patterns of Joni, Trino's regular expression engine, in the syntax of the `regex` crate.
//!
//! `\d`, `\w` and `\s` are ASCII there, `[[:alpha:]]` and `\b` are Unicode; in the crate it is the other way round. What the crate lacks
//! is refused by name.

use std::{iter::Peekable, str::Chars};

use datafusion::common::Result;

use crate::local::errors::unsupported;

/// The same pattern for the crate.
///
/// # Errors
/// For a construct that the crate lacks or understands differently.
pub(super) fn translated(pattern: &str) -> Result<String> {
    let refused = |construct| unsupported(format!("the regular expression `{pattern}` ({construct})"));
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let mut class = 0;
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str(&escape(&mut chars, class > 0).map_err(refused)?),
            '[' if class > 0 && chars.peek() == Some(&':') => out.push_str(&bracket(&mut chars).map_err(refused)?),
            '[' => {
                class += 1;
                out.push(c);
            }
            ']' if class > 0 => {
                class -= 1;
                out.push(c);
            }
            c if class > 0 => out.push(c),
            '*' | '+' | '?' | '}' if chars.peek() == Some(&'+') => return Err(refused("a possessive quantifier")),
            '{' if !is_quantifier(&chars) => return Err(refused("a brace that is not a quantifier")),
            // Java's `$` also matches before a newline at the end.
            '$' if chars.peek().is_some() || pattern.contains('\n') => return Err(refused("`$` inside a pattern")),
            '(' if chars.peek() == Some(&'?') => {
                group(chars.clone()).map_err(refused)?;
                out.push(c);
            }
            c => out.push(c),
        }
    }
    Ok(out)
}

/// What comes after a backslash.
fn escape(chars: &mut Peekable<Chars<'_>>, in_class: bool) -> Result<String, &'static str> {
    let Some(c) = chars.next() else { return Ok("\\".to_owned()) };
    Ok(match c {
        '1'..='9' | 'k' => return Err("a backreference"),
        'Q' | 'E' | 'h' | 'H' | 'R' | 'X' | 'Z' | 'G' | 'N' | 'K' | 'e' | 'c' | '0' => {
            return Err("a Java escape");
        }
        'B' => return Err("`\\B`"),
        'b' if in_class => return Err("a Java escape"),
        'd' => "[0-9]".to_owned(),
        'D' => "[^0-9]".to_owned(),
        'w' => "[0-9A-Za-z_]".to_owned(),
        'W' => "[^0-9A-Za-z_]".to_owned(),
        's' => r"[\t\n\x0B\x0C\r\x20]".to_owned(),
        'S' => r"[^\t\n\x0B\x0C\r\x20]".to_owned(),
        'p' | 'P' | 'x' | 'u' if chars.peek() == Some(&'{') => {
            let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
            if name.starts_with("{Is") || name.starts_with("{In") {
                return Err("a Java property");
            }
            format!("\\{c}{name}}}")
        }
        c => format!("\\{c}"),
    })
}

/// `[:alpha:]` inside a class.
fn bracket(chars: &mut Peekable<Chars<'_>>) -> Result<String, &'static str> {
    let rest: String = chars.clone().collect();
    let name = rest.strip_prefix(':').and_then(|rest| rest.split_once(":]")).map(|(name, _)| name);
    let set = match name {
        Some("alpha") => r"\p{Alphabetic}",
        Some("digit") => r"\p{Nd}",
        Some("alnum") => r"[\p{Alphabetic}\p{Nd}]",
        Some("upper") => r"\p{Uppercase}",
        Some("lower") => r"\p{Lowercase}",
        Some("space") => r"\s",
        Some("word") => r"\w",
        Some("^alpha") => r"\P{Alphabetic}",
        Some("^digit") => r"\P{Nd}",
        Some("^space") => r"\S",
        _ => return Err("a bracket expression"),
    };
    let length = name.map_or(0, |name| name.chars().count() + 3);
    chars.by_ref().take(length).for_each(drop);
    Ok(set.to_owned())
}

/// Whether `{` begins a quantifier: `{2}`, `{2,}`, `{2,3}`.
fn is_quantifier(chars: &Peekable<Chars<'_>>) -> bool {
    let inside: String = chars.clone().take_while(|c| *c != '}').collect();
    let closed = chars.clone().any(|c| c == '}');
    let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
    let digits = |bound: &str| bound.bytes().all(|b| b.is_ascii_digit());
    closed && !least.is_empty() && digits(least) && digits(most)
}

/// What comes after `(`: a name, flags, or something that the crate lacks.
fn group(chars: Peekable<Chars<'_>>) -> Result<(), &'static str> {
    let rest: String = chars.skip(1).collect();
    if rest.starts_with(['=', '!', '>']) || rest.starts_with("<=") || rest.starts_with("<!") {
        return Err("look-around or an atomic group");
    }
    if rest.starts_with('<') {
        return Ok(());
    }
    let flags = rest.split([')', ':']).next().unwrap_or_default();
    if flags.chars().all(|c| matches!(c, 'i' | 'm' | 's' | 'x' | '-')) { Ok(()) } else { Err("a Java group") }
}
