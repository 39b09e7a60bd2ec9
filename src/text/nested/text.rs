//! Nested values from Athena's own text. What counts as a reading is said [above](super).

use std::{borrow::Cow, collections::HashSet};

use super::{
    NestedValue, bounded,
    program::{ReadingStep, Shape, compile},
    search::{Readings, Search, TooLong},
    shortened,
};
use crate::types::AthenaType;

const MAX_TEXT: usize = 1 << 20;

const ADVICE: &str =
    "select `json_format(CAST(column AS JSON))` in its place, or select the column through the typed builder";

/// Reads a text of Athena's as a value of the type, when there is exactly one way to do so.
pub(crate) fn from_text<'a>(text: &'a str, data_type: &AthenaType) -> Result<NestedValue<'a>, String> {
    bounded(data_type)?;
    let steps = compile(data_type);
    let readings = if text.len() > MAX_TEXT { Err(TooLong) } else { Search::new(text, &steps).run() };
    match readings {
        Ok(Readings::One(path)) => tree(text, &steps, &path),
        Ok(Readings::None) => Err(format!("`{}` is not a value of {data_type}; {ADVICE}", shortened(text))),
        Ok(Readings::More) => Err(format!(
            "`{}` can be read in more than one way as {data_type}, because Athena quotes nothing inside arrays, maps and rows; {ADVICE}",
            shortened(text)
        )),
        Err(TooLong) => Err(format!("it is too long to be read unambiguously; {ADVICE}")),
    }
}

/// The value along a path.
fn tree<'a>(text: &'a str, steps: &[ReadingStep<'_>], path: &[(usize, usize)]) -> Result<NestedValue<'a>, String> {
    let mut open = vec![Vec::new()];
    let mut begun = 0;
    for pair in path.windows(2) {
        let ((start, step), (end, next)) = (pair[0], pair[1]);
        let made = match steps[step] {
            ReadingStep::Open(_) => {
                open.push(Vec::new());
                continue;
            }
            ReadingStep::Close(shape) => closed(shape, open.pop().unwrap_or_default())?,
            ReadingStep::Null(_) => NestedValue::Null,
            ReadingStep::Fixed(AthenaType::Varbinary) => return Err(format!("{BYTES}; {ADVICE}")),
            ReadingStep::Fixed(_) | ReadingStep::Json => NestedValue::Text(Cow::Borrowed(&text[start..end])),
            ReadingStep::Text => {
                begun = start;
                continue;
            }
            ReadingStep::Inside if next != step => NestedValue::Text(Cow::Borrowed(&text[begun..start])),
            _ => continue,
        };
        open.last_mut().ok_or(BROKEN)?.push(made);
    }
    Ok(open.pop().and_then(|mut made| made.pop()).ok_or(BROKEN)?)
}

const BYTES: &str = "varbinary inside an array, map or row comes as an address such as `[B@2545d692` and not as its bytes; \
                     encode it with `to_hex` or `to_base64` within the query";

/// Cannot happen: steps open and close in pairs.
const BROKEN: &str = "its brackets do not match";

fn closed(shape: Shape, parts: Vec<NestedValue<'_>>) -> Result<NestedValue<'_>, String> {
    match shape {
        Shape::List => Ok(NestedValue::List(parts)),
        Shape::Row => Ok(NestedValue::Row(parts)),
        Shape::Map => {
            let mut seen = HashSet::new();
            if !parts.iter().step_by(2).all(|key| seen.insert(key)) {
                return Err(format!("a key occurs twice in a map; {ADVICE}"));
            }
            let mut parts = parts.into_iter();
            let entry = || Some((parts.next()?, parts.next()?));
            Ok(NestedValue::Map(std::iter::from_fn(entry).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(text: &'a str, data_type: &str) -> Result<NestedValue<'a>, String> {
        let data_type: AthenaType = data_type.parse().unwrap();
        from_text(text, &data_type)
    }

    fn text(text: &str) -> NestedValue<'_> {
        NestedValue::Text(text.into())
    }

    #[track_caller]
    fn exact(text: &str, data_type: &str, expected: NestedValue<'_>) {
        assert_eq!(read(text, data_type), Ok(expected));
    }

    #[track_caller]
    fn ambiguous(text: &str, data_type: &str) {
        let message = read(text, data_type).unwrap_err();
        assert!(message.contains("more than one way") && message.contains("json_format"), "{message}");
    }

    #[track_caller]
    fn unfit(text: &str, data_type: &str) {
        let message = read(text, data_type).unwrap_err();
        assert!(message.contains("is not a value of"), "{message}");
    }

    #[test]
    fn physical_keys_is_one_item_exactly() {
        let key = "s3://b/a%20b?versionId=x";
        exact(&format!("[{key}]"), "array(varchar)", NestedValue::List(vec![text(key)]));
    }

    #[test]
    fn texts_that_may_hold_the_separator_are_refused() {
        ambiguous("[a, b]", "array(varchar)");
        ambiguous("[]", "array(varchar)");
        ambiguous("[null]", "array(varchar)");
        ambiguous("[[a], [b]]", "array(array(varchar))");
        ambiguous("{a=b=c}", "map(varchar, varchar)");
        ambiguous("{a=1, b=2}", "map(varchar, integer)");
        ambiguous("{1=a, 2=b}", "map(integer, varchar)");
        ambiguous("{a=x, b=y, b=z}", "row(a varchar, b varchar)");
        ambiguous("[null]", "array(json)");
    }

    #[test]
    fn texts_without_a_separator_are_exact() {
        exact("[x]", "array(varchar)", NestedValue::List(vec![text("x")]));
        exact("[a,b]]", "array(char(9))", NestedValue::List(vec![text("a,b]")]));
        exact("{a=1}", "map(varchar, integer)", NestedValue::Map(vec![(text("a"), text("1"))]));
        exact("{null=null}", "map(varchar, integer)", NestedValue::Map(vec![(text("null"), NestedValue::Null)]));
        exact("{=}", "map(varchar, varchar)", NestedValue::Map(vec![(text(""), text(""))]));
        exact("{}", "map(varchar, varchar)", NestedValue::Map(vec![]));
    }

    #[test]
    fn names_of_fields_say_where_a_text_ends() {
        let data_type = "row(name varchar, age integer)";
        exact("{name=Doe, John, age=3}", data_type, NestedValue::Row(vec![text("Doe, John"), text("3")]));
        exact("{NAME=, Age=null}", data_type, NestedValue::Row(vec![text(""), NestedValue::Null]));
        exact("{name=Doe, age=5, age=3}", data_type, NestedValue::Row(vec![text("Doe, age=5"), text("3")]));
        ambiguous("{name=null, age=3}", data_type);
        unfit("{Doe, 3}", data_type);
        unfit("{name=Doe}", data_type);
    }

    #[test]
    fn fields_without_names_are_read_by_position() {
        let unnamed =
            |types: [AthenaType; 2]| AthenaType::Row(types.map(|data_type| (String::new(), data_type)).into());
        let data_type = unnamed([AthenaType::Integer, AthenaType::Varchar(None)]);
        assert_eq!(from_text("{1, x, y}", &data_type), Ok(NestedValue::Row(vec![text("1"), text("x, y")])));
        let data_type = unnamed([AthenaType::Varchar(None), AthenaType::Varchar(None)]);
        assert!(from_text("{a, b}", &data_type).is_ok());
        assert!(from_text("{a, b, c}", &data_type).unwrap_err().contains("more than one way"));
    }

    #[test]
    fn types_with_a_form_of_their_own_are_exact() {
        exact("[1, null, -3]", "array(integer)", NestedValue::List(vec![text("1"), NestedValue::Null, text("-3")]));
        exact(
            "[[1], [], null]",
            "array(array(bigint))",
            NestedValue::List(vec![NestedValue::List(vec![text("1")]), NestedValue::List(vec![]), NestedValue::Null]),
        );
        exact(
            "{2017-01-02=1.0E7, 2017-01-03=NaN}",
            "map(date, double)",
            NestedValue::Map(vec![(text("2017-01-02"), text("1.0E7")), (text("2017-01-03"), text("NaN"))]),
        );
        exact(
            "[{\"a\":\"x, y]\"}, [1,2], 3]",
            "array(json)",
            NestedValue::List(vec![text("{\"a\":\"x, y]\"}"), text("[1,2]"), text("3")]),
        );
        exact(
            "[2026-09-17 12:34:56.789 UTC]",
            "array(timestamp(3) with time zone)",
            NestedValue::List(vec![text("2026-09-17 12:34:56.789 UTC")]),
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (text, data_type) in [
            ("", "array(integer)"),
            ("[1", "array(integer)"),
            ("[1]]", "array(integer)"),
            ("[1,2]", "array(integer)"),
            ("[1, ]", "array(integer)"),
            ("{null=1}", "map(integer, integer)"),
            ("[ 1]", "array(json)"),
            ("[\u{e9}]", "array(date)"),
            ("x", "array(varchar)"),
        ] {
            unfit(text, data_type);
        }
        assert!(read("{1=1, 1=2}", "map(integer, integer)").unwrap_err().contains("a key occurs twice"));
    }

    #[test]
    fn bytes_are_not_to_be_had() {
        assert!(read("[[B@2545d692]", "array(varbinary)").unwrap_err().contains("to_hex"));
        exact("[null]", "array(varbinary)", NestedValue::List(vec![NestedValue::Null]));
    }

    #[test]
    fn a_type_that_is_not_nested_takes_the_whole_text() {
        exact("a, b]", "varchar", text("a, b]"));
        exact("1", "integer", text("1"));
    }

    #[test]
    fn long_texts_are_read_or_refused_in_good_time() {
        let numbers = vec!["1"; MAX_TEXT / 3 - 1].join(", ");
        assert!(read(&format!("[{numbers}]"), "array(integer)").is_ok());
        assert!(read(&" ".repeat(MAX_TEXT + 1), "array(integer)").unwrap_err().contains("too long"));
        let separators = ", ".repeat(MAX_TEXT / 2 - 1);
        assert!(read(&format!("[{separators}]"), "array(varchar)").is_err());
        let strings = "=[\"".repeat(MAX_TEXT / 4);
        assert!(read(&format!("{{{strings}}}"), "map(varchar, json)").is_err());
        let open = "[".repeat(MAX_TEXT);
        assert!(read(&open, "array(array(array(json)))").is_err());
        assert!(read(&open, "array(array(array(varchar)))").is_err());
    }
}
