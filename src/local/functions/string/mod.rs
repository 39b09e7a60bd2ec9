//! Strings ("String functions and operators"). Positions count characters (code points) from 1.

mod codes;

use std::{ops::Range, sync::Arc};

use arrow_array::{Array, ArrayRef, BinaryArray, BooleanArray, Int64Array, cast::AsArray};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::{
    array,
    hash_binary::parts,
    support::{
        arguments::{
            ambiguous, bigints, char_as_varchar, fits_varchar, invalid_argument, returns_bigint, returns_boolean,
            returns_first, returns_integer, returns_varchar, returns_varchars, two_or_three_varchars, varchars,
            varchars_and_bigints, wrong_arguments,
        },
        chars,
        define::function,
        size::{ColumnSize, check_value},
        values::{
            any_null, bigint, bigint_at, bigint_scalar, each, each_string, elements, list_scalar, string,
            string_scalar, strings,
        },
    },
};
use crate::local::errors::{refused, unsupported};
use crate::local::spaces::is_space;
use crate::local::types::TypeClass::{self, Integer, Varchar};

pub(super) fn all() -> Vec<ScalarUDF> {
    let own = vec![
        function("lower", varchar_or_char, returns_first, |args, data_type| {
            each_character(args, data_type, |c| simple_mapping(c, c.to_lowercase()))
        }),
        function("upper", varchar_or_char, returns_first, |args, data_type| {
            each_character(args, data_type, |c| simple_mapping(c, c.to_uppercase()))
        }),
        function("trim", trim_types, returns_varchar, |args, _| trim(args, true, true)),
        function("ltrim", trim_types, returns_varchar, |args, _| trim(args, true, false)),
        function("rtrim", trim_types, returns_varchar, |args, _| trim(args, false, true)),
        function("lpad", pad_types, varchar_or_bytes, |args, data_type| pad(args, data_type, true)),
        function("rpad", pad_types, varchar_or_bytes, |args, data_type| pad(args, data_type, false)),
        function("reverse", one_reversible, returns_first, reverse),
        function("length", varchar_or_varbinary, returns_bigint, length),
        function("concat", concat_types, concat_type, concat),
        function("replace", two_or_three_varchars, returns_varchar, replace),
        function("translate", varchars::<3>, returns_varchar, translate),
        function("substr", substr_types, varchar_or_bytes, substr),
        function("strpos", two_varchars_and_number, returns_bigint, strpos),
        function("concat_ws", concat_ws_types, returns_varchar, concat_ws),
        function("starts_with", varchars::<2>, returns_boolean, starts_with),
        function("split", two_varchars_and_number, returns_varchars, |args, data_type| {
            each(args, data_type, |row| split(row, data_type))
        }),
        function("split_part", split_part_types, returns_varchar, split_part),
        function("levenshtein_distance", varchars::<2>, returns_bigint, levenshtein_distance),
        function("hamming_distance", varchars::<2>, returns_bigint, hamming_distance),
        function("chr", bigints::<1>, returns_varchar, chr),
        function("codepoint", varchars::<1>, returns_integer, codepoint),
    ];
    own.into_iter().chain(codes::all()).collect()
}

/// The result of a function of strings that takes byte strings as well.
fn varchar_or_bytes(args: &[DataType]) -> Result<DataType> {
    Ok(if args.contains(&DataType::Binary) { DataType::Binary } else { DataType::Utf8 })
}

fn varchar_or_char(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::FixedSizeBinary(_)] => Ok(args.to_vec()),
        _ => varchars::<1>(name, args),
    }
}

fn substr_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if let Some(types) = parts::substr_types(args) {
        return Ok(types);
    }
    let args = char_as_varchar(args);
    varchars_and_bigints(
        name,
        &args,
        &[&[Varchar, Integer], &[Varchar, Integer, Integer]],
        "varchar, bigint [, bigint]",
    )
}

fn split_part_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    varchars_and_bigints(name, args, &[&[Varchar, Varchar, Integer]], "varchar, varchar, bigint")
}

/// A third argument may be left out.
fn two_varchars_and_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    varchars_and_bigints(
        name,
        args,
        &[&[Varchar, Varchar], &[Varchar, Varchar, Integer]],
        "varchar, varchar [, bigint]",
    )
}

/// A separator, and strings or one array of them.
fn concat_ws_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [] | [_] => Err(invalid_argument("There must be two or more arguments")),
        [separator, DataType::List(item)] if fits_varchar(separator) && fits_varchar(item.data_type()) => {
            Ok(vec![DataType::Utf8, DataType::new_list(DataType::Utf8, true)])
        }
        _ if args.iter().all(fits_varchar) => Ok(vec![DataType::Utf8; args.len()]),
        _ => Err(wrong_arguments(name, args, "varchar, varchar, … or varchar, array(varchar)")),
    }
}

fn trim_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let (signatures, expected): ([&[_]; 2], _) = ([&[Varchar], &[Varchar, Varchar]], "varchar [, characters]");
    let mut types = varchars_and_bigints(name, &char_as_varchar(args), &signatures, expected)?;
    // Its blanks are not trimmed: it has none.
    if let Some(value @ DataType::FixedSizeBinary(_)) = args.first() {
        types[0] = value.clone();
    }
    Ok(types)
}

fn pad_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if let Some(types) = parts::pad_types(args) {
        return Ok(types);
    }
    varchars_and_bigints(name, args, &[&[Varchar, Integer, Varchar]], "varchar, bigint, varchar")
}

fn one_reversible(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(_) | DataType::Binary] => Ok(args.to_vec()),
        _ => varchars::<1>(name, args),
    }
}

fn varchar_or_varbinary(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Binary] => Ok(args.to_vec()),
        _ => varchars::<1>(name, &char_as_varchar(args)),
    }
}

/// Two or more strings, arrays or byte strings; Trino has no `concat` of one.
fn concat_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    if args.len() >= 2 && args.iter().any(|data_type| matches!(data_type, DataType::List(_))) {
        return array::concat_types(name, args);
    }
    if args.len() >= 2 && args.contains(&DataType::Binary) {
        return concat_bytes_types(args);
    }
    if args.len() >= 2 && args.iter().all(fits_varchar) {
        return Ok(vec![DataType::Utf8; args.len()]);
    }
    if args.len() == 2 && args.iter().all(|arg| TypeClass::of(arg) == TypeClass::Char) {
        return Ok(args.to_vec());
    }
    if args.len() < 2 {
        return Err(invalid_argument("There must be two or more concatenation arguments"));
    }
    Err(wrong_arguments(name, args, "varchar, varchar, …"))
}

/// Of two, an untyped NULL could be an array as well, and then Trino does not choose.
fn concat_bytes_types(args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [_, DataType::Null] | [DataType::Null, _] => Err(ambiguous()),
        _ if args.iter().all(|arg| matches!(arg, DataType::Binary | DataType::Null)) => {
            Ok(vec![DataType::Binary; args.len()])
        }
        _ => Err(wrong_arguments("concat", args, "varbinary, varbinary, …")),
    }
}

fn concat_type(args: &[DataType]) -> Result<DataType> {
    match args.first() {
        _ if args.iter().any(|data_type| matches!(data_type, DataType::List(_))) => array::concat_type(args),
        Some(DataType::Binary) => Ok(DataType::Binary),
        Some(DataType::FixedSizeBinary(_)) => chars::concatenated_type(args),
        _ => Ok(DataType::Utf8),
    }
}

/// Trino maps each code point to one code point ("Unicode simple case mapping"), whatever is next to it.
fn each_character(args: &[ArrayRef], data_type: &DataType, mapping: fn(char) -> Result<char>) -> Result<ArrayRef> {
    if let DataType::FixedSizeBinary(_) = data_type {
        return each(args, data_type, |row| {
            let mapped = chars::without_blanks(&row[0]).chars().map(mapping).collect::<Result<String>>()?;
            Ok(Some(chars::char_scalar(&mapped, data_type)))
        });
    }
    each_string(args, |row| strings(&args[0]).value(row).chars().map(mapping).collect::<Result<String>>().map(Some))
}

/// The simple mapping, which is the full one where that is one character. Elsewhere most characters map to themselves; the Greek ones with
/// a mapping of their own are refused.
fn simple_mapping(c: char, mut full: impl Iterator<Item = char>) -> Result<char> {
    match (full.next(), full.next(), c) {
        (Some(one), None, _) => Ok(one),
        (_, _, 'İ') => Ok('i'),
        (_, _, '\u{1f80}'..='\u{1fff}') => Err(unsupported(format!("lower or upper of `{c}`"))),
        _ => Ok(c),
    }
}

/// Removes white space, or the characters that are given. Of a `char`, the blanks at the end are removed in any case.
fn trim(args: &[ArrayRef], start: bool, end: bool) -> Result<ArrayRef> {
    if let DataType::FixedSizeBinary(_) = args[0].data_type() {
        let mut args = args.to_vec();
        args[0] = Arc::new(chars::as_strings(&args[0], false));
        let trimmed = trim(&args, start, end)?;
        return each_string(&[Arc::clone(&trimmed)], |row| {
            Ok(Some(strings(&trimmed).value(row).trim_end_matches(' ').to_owned()))
        });
    }
    each_string(args, |row| {
        let given = args.get(1).map(|given| strings(given).value(row));
        let removed = |c: char| given.map_or_else(|| is_space(c), |given| given.contains(c));
        let mut value = strings(&args[0]).value(row);
        value = if start { value.trim_start_matches(removed) } else { value };
        value = if end { value.trim_end_matches(removed) } else { value };
        Ok(Some(value.to_owned()))
    })
}

/// The length that `lpad` and `rpad` fill up to.
pub(super) fn target_length(length: i64) -> Result<usize> {
    let checked = i32::try_from(length).ok().and_then(|length| usize::try_from(length).ok());
    checked.ok_or_else(|| invalid_argument(format!("Target length must be in the range [0..{}]", i32::MAX)))
}

/// Filled up to a length, or truncated to it.
fn pad(args: &[ArrayRef], data_type: &DataType, before: bool) -> Result<ArrayRef> {
    if *data_type == DataType::Binary {
        return parts::pad(args, data_type, before);
    }
    each_string(args, |row| {
        let (value, length, fill) =
            (strings(&args[0]).value(row), target_length(bigint_at(&args[1], row))?, strings(&args[2]).value(row));
        if fill.is_empty() {
            return Err(invalid_argument("Padding string must not be empty"));
        }
        let missing = length.saturating_sub(value.chars().count());
        check_value(missing)?;
        let fill = fill.chars().cycle().take(missing);
        let cut = value.chars().take(length);
        Ok(Some(if before { fill.chain(cut).collect() } else { cut.chain(fill).collect() }))
    })
}

fn reverse(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    match data_type {
        DataType::List(_) => each(args, data_type, |row| {
            let mut items = elements(&row[0])?;
            items.reverse();
            Ok(Some(list_scalar(&items, data_type)))
        }),
        DataType::Binary => each(args, data_type, |row| Ok(Some(parts::reverse(row)))),
        _ => each_string(args, |row| Ok(Some(strings(&args[0]).value(row).chars().rev().collect()))),
    }
}

fn length(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    if *args[0].data_type() == DataType::Binary {
        let lengths = args[0].as_binary::<i32>().iter().map(|bytes| bytes.map(|bytes| bytes.len() as i64));
        return Ok(Arc::new(lengths.collect::<Int64Array>()));
    }
    let lengths = strings(&args[0]).iter().map(|value| value.map(|value| value.chars().count() as i64));
    Ok(Arc::new(lengths.collect::<Int64Array>()))
}

/// NULL when any part is.
fn concat(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    match data_type {
        DataType::List(_) => return array::concat(args, data_type),
        DataType::FixedSizeBinary(_) => {
            return each(args, data_type, |row| Ok(Some(chars::concatenated(row, data_type))));
        }
        DataType::Binary => {
            let parts = |row: usize| args.iter().map(|arg| arg.as_binary::<i32>().value(row)).collect::<Vec<_>>();
            let mut size = ColumnSize::default();
            let rows = (0..args[0].len()).map(|row| {
                let value = (!any_null(args, row)).then(|| parts(row).concat());
                size.add(value.as_ref().map_or(0, Vec::len))?;
                Ok(value)
            });
            return Ok(Arc::new(rows.collect::<Result<BinaryArray>>()?));
        }
        _ => {}
    }
    each_string(args, |row| Ok(Some(args.iter().map(|arg| strings(arg).value(row)).collect())))
}

fn replace(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    each_string(args, |row| {
        let with = args.get(2).map_or("", |with| strings(with).value(row));
        let (value, old) = (strings(&args[0]).value(row), strings(&args[1]).value(row));
        if with.len() > old.len() {
            check_value(value.matches(old).count().saturating_mul(with.len() - old.len()))?;
        }
        Ok(Some(value.replace(old, with)))
    })
}

/// Character by character; one without a counterpart is removed.
fn translate(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    each_string(args, |row| {
        let (from, to): (Vec<char>, Vec<char>) =
            (strings(&args[1]).value(row).chars().collect(), strings(&args[2]).value(row).chars().collect());
        let translated = |c: char| match from.iter().position(|known| *known == c) {
            Some(at) => to.get(at).copied(),
            None => Some(c),
        };
        Ok(Some(strings(&args[0]).value(row).chars().filter_map(translated).collect()))
    })
}

/// A negative start counts from the end; zero, or before the beginning, gives the empty string.
fn substr(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    if *data_type == DataType::Binary {
        return parts::substr(args, data_type);
    }
    each_string(args, |row| {
        let (value, start) = (strings(&args[0]).value(row), bigint_at(&args[1], row));
        let length = args.get(2).map_or(i64::MAX, |length| bigint_at(length, row));
        let kept = part(value.chars().count(), start, length);
        Ok(Some(value.chars().skip(kept.start).take(kept.len()).collect()))
    })
}

/// Which of so many characters or bytes are in the part.
pub(super) fn part(count: usize, start: i64, length: i64) -> Range<usize> {
    let first = match start {
        0 => return 0..0,
        1.. => usize::try_from(start - 1).ok(),
        _ => usize::try_from(start.unsigned_abs()).ok().and_then(|from_end| count.checked_sub(from_end)),
    };
    match (first, usize::try_from(length)) {
        (Some(first), Ok(length)) if first < count => first..first.saturating_add(length).min(count),
        _ => 0..0,
    }
}

/// Of the n-th instance, which may overlap with the one before; a negative n counts from the end.
fn strpos(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let (value, part, instance) = (string(&row[0]), string(&row[1]), row.get(2).map_or(1, bigint));
        if instance == 0 {
            return Err(invalid_argument("'instance' must be a positive or negative number."));
        }
        if part.is_empty() {
            return Ok(Some(bigint_scalar(1)));
        }
        let mut found = value.char_indices().enumerate().filter(|(_, (at, _))| value[*at..].starts_with(part));
        let nth = usize::try_from(instance.unsigned_abs() - 1).unwrap_or(usize::MAX);
        let found = if instance > 0 { found.nth(nth) } else { found.collect::<Vec<_>>().into_iter().rev().nth(nth) };
        Ok(Some(bigint_scalar(found.map_or(0, |(position, _)| position as i64 + 1))))
    })
}

/// What is NULL is left out, but for the separator and the array itself.
fn concat_ws(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    if let DataType::List(_) = args[1].data_type() {
        return each(args, data_type, |row| {
            let parts = elements(&row[1])?;
            let parts: Vec<&str> = parts.iter().filter(|part| !part.is_null()).map(string).collect();
            check_value(parts.len().saturating_mul(string(&row[0]).len()))?;
            Ok(Some(string_scalar(parts.join(string(&row[0])))))
        });
    }
    each_string(&args[..1], |row| {
        let parts = args[1..].iter().filter(|part| part.is_valid(row)).map(|part| strings(part).value(row));
        Ok(Some(parts.collect::<Vec<_>>().join(strings(&args[0]).value(row))))
    })
}

fn starts_with(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let found = strings(&args[0]).iter().zip(strings(&args[1])).map(|(value, part)| Some(value?.starts_with(part?)));
    Ok(Arc::new(found.collect::<BooleanArray>()))
}

/// With a limit, the last part keeps the rest.
fn split(row: &[ScalarValue], data_type: &DataType) -> Result<Option<ScalarValue>> {
    let (value, delimiter) = (string(&row[0]), string(&row[1]));
    if delimiter.is_empty() {
        return Err(invalid_argument("The delimiter may not be the empty string"));
    }
    let limit = match row.get(2).map(bigint) {
        None => usize::MAX,
        Some(..=0) => return Err(invalid_argument("Limit must be positive")),
        Some(limit) => i32::try_from(limit).map_err(|_| invalid_argument("Limit is too large"))? as usize,
    };
    let parts: Vec<_> = value.splitn(limit, delimiter).map(string_scalar).collect();
    Ok(Some(list_scalar(&parts, data_type)))
}

/// NULL for a part that does not exist.
fn split_part(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    each_string(args, |row| {
        let (value, delimiter, index) =
            (strings(&args[0]).value(row), strings(&args[1]).value(row), bigint_at(&args[2], row));
        if index <= 0 {
            return Err(invalid_argument("Index must be greater than zero"));
        }
        if delimiter.is_empty() {
            return Ok(value.chars().nth(index as usize - 1).map(String::from));
        }
        Ok(value.split(delimiter).nth(index as usize - 1).map(str::to_owned))
    })
}

/// Trino's limit for the work of one Levenshtein distance.
const MOST_STEPS: usize = 1_000_000;

fn levenshtein_distance(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let rows = strings(&args[0]).iter().zip(strings(&args[1])).map(|pair| {
        let (Some(a), Some(b)) = pair else { return Ok(None) };
        let (a_length, b_length) = (a.chars().count(), b.chars().count());
        let (longer, shorter) = (a_length.max(b_length), a_length.min(b_length));
        if longer.saturating_mul(shorter.saturating_sub(1)) > MOST_STEPS {
            return Err(invalid_argument("The combined inputs for Levenshtein distance are too large"));
        }
        Ok(Some(strsim::levenshtein(a, b) as i64))
    });
    Ok(Arc::new(rows.collect::<Result<Int64Array>>()?))
}

fn hamming_distance(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let rows = strings(&args[0]).iter().zip(strings(&args[1])).map(|pair| {
        let (Some(a), Some(b)) = pair else { return Ok(None) };
        match strsim::hamming(a, b) {
            Ok(distance) => Ok(Some(distance as i64)),
            Err(_) => Err(invalid_argument("The input strings to hamming_distance function must have the same length")),
        }
    });
    Ok(Arc::new(rows.collect::<Result<Int64Array>>()?))
}

fn chr(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    each_string(args, |row| {
        let code = bigint_at(&args[0], row);
        let c = u32::try_from(code).ok().and_then(char::from_u32);
        c.map(|c| Some(c.to_string()))
            .ok_or_else(|| invalid_argument(format!("Not a valid Unicode code point: {code}")))
    })
}

fn codepoint(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let mut chars = string(&row[0]).chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Ok(Some(ScalarValue::Int32(i32::try_from(u32::from(c)).ok()))),
            (None, _) => Err(invalid_argument("codepoint takes one character")),
            // In Trino the argument is a `varchar(1)`.
            _ => Err(refused("FUNCTION_NOT_FOUND", "codepoint takes one character")),
        }
    })
}
