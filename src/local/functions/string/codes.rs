//! Codes that strings hold or stand for: check digits, and how a name sounds.

use std::sync::LazyLock;

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};
use regex::Regex;

use super::super::support::{
    arguments::{invalid_argument, returns_boolean, returns_varchar, varchars},
    define::function,
    values::{each, string, string_scalar},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("luhn_check", varchars::<1>, returns_boolean, luhn_check),
        function("soundex", varchars::<1>, returns_varchar, |args, data_type| {
            each(args, data_type, |row| soundex(string(&row[0])).map(string_scalar).map(Some))
        }),
    ]
}

/// Whether the last digit is the one that the others ask for (ISO/IEC 7812-1, annex B); no digit at all does not pass.
fn luhn_check(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let digits = string(&row[0]).chars().map(|c| c.to_digit(10)).collect::<Option<Vec<_>>>();
        let digits = digits.ok_or_else(|| invalid_argument("Input contains non-digit character"))?;
        // Every second digit from the right is doubled, and its digits are added.
        let doubled = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
        let value = |(at, digit): (usize, &u32)| if at % 2 == 1 { doubled(*digit) } else { *digit };
        let sum: u32 = digits.iter().rev().enumerate().map(value).sum();
        Ok(Some(ScalarValue::Boolean(Some(!digits.is_empty() && sum.is_multiple_of(10)))))
    })
}

/// Digits of the sounds of A to Z; vowels have 0.
const SOUNDS: &[u8; 26] = b"01230120022455012623010202";

static LETTER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{L}$").ok());

/// The American Soundex of Apache Commons Codec, which Trino calls: `H` and `W` do not separate equal sounds, vowels do.
fn soundex(value: &str) -> Result<String> {
    // Java looks at units of UTF-16: letters beyond the first plane are none.
    let is_letter = |c: &char| {
        let other = !c.is_ascii() && u32::from(*c) <= 0xffff;
        let other = other && LETTER.as_ref().is_some_and(|letter| letter.is_match(c.encode_utf8(&mut [0; 4])));
        c.is_ascii_alphabetic() || other
    };
    let sound = |c: char| {
        let at = u32::from(c).wrapping_sub(u32::from('A')) as usize;
        let sound = SOUNDS.get(at).copied().map(char::from);
        sound.ok_or_else(|| invalid_argument(format!("The character is not mapped: {c} (index={at})")))
    };
    let mut letters = value.chars().filter(is_letter).flat_map(char::to_uppercase);
    let Some(first) = letters.next() else { return Ok(String::new()) };
    let (mut code, mut last) = (String::from(first), sound(first)?);
    for c in letters.filter(|c| !matches!(c, 'H' | 'W')) {
        if code.len() == 4 {
            break;
        }
        let digit = sound(c)?;
        if digit != '0' && digit != last {
            code.push(digit);
        }
        last = digit;
    }
    Ok(format!("{code:0<4}"))
}
