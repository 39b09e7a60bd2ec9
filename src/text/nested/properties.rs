//! Properties of every type, value and text.

use proptest::{collection::vec, option, prelude::*, sample::select, string::string_regex};

use super::*;

type OwnedValue = NestedValue<'static>;

fn leaf_value(data_type: &AthenaType) -> BoxedStrategy<String> {
    let form = match data_type {
        AthenaType::Boolean => "true|false",
        AthenaType::Bigint => "-?[1-9][0-9]{0,18}|0",
        AthenaType::Double => "-?[1-9]\\.[0-9]{1,16}(E-?[1-9][0-9]?)?",
        AthenaType::Decimal(..) => "-?[1-9][0-9]{27}\\.[0-9]{10}",
        AthenaType::Date => "[0-9]{4}-[01][0-9]-[0-3][0-9]",
        AthenaType::Timestamp(_) => "[0-9]{4}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{3})?",
        AthenaType::Uuid => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        AthenaType::Json => r#"[0-9]|true|"[a, ={}\[\]]{0,6}"|\{"[a, =}]":(1|"x, y")\}|\[(\[\]|1,2|"=")\]"#,
        _ => return any_text(),
    };
    string_regex(form).unwrap().boxed()
}

/// Mostly what can be taken for something else.
fn any_text() -> BoxedStrategy<String> {
    let part = select(vec![
        ", ",
        ",",
        " ",
        "=",
        "a=",
        ", b=",
        "{",
        "}",
        "[",
        "]",
        "null",
        "1",
        "x",
        "é",
        "\"",
        "\\",
        "?versionId=",
        "\n",
    ]);
    prop_oneof![4 => vec(part, 0..5).prop_map(|parts| parts.concat()), 1 => ".{0,8}"].boxed()
}

fn fixed() -> impl Strategy<Value = AthenaType> {
    select(vec![
        AthenaType::Boolean,
        AthenaType::Bigint,
        AthenaType::Double,
        AthenaType::Decimal(38, 10),
        AthenaType::Date,
        AthenaType::Timestamp(3),
        AthenaType::Uuid,
    ])
}

fn nested(
    leaf: impl Strategy<Value = AthenaType> + 'static,
    key: BoxedStrategy<AthenaType>,
) -> BoxedStrategy<AthenaType> {
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let names = select(vec![["a", "b", "c"], ["", "", ""], ["x y", "é", ""]]);
        prop_oneof![
            inner.clone().prop_map(|data_type| AthenaType::Array(data_type.into())),
            (key.clone(), inner.clone()).prop_map(|(key, data_type)| AthenaType::Map(key.into(), data_type.into())),
            (names, vec(inner, 1..4)).prop_map(|(names, types)| {
                AthenaType::Row(
                    types.into_iter().zip(names).map(|(data_type, name)| (name.to_owned(), data_type)).collect(),
                )
            }),
        ]
    })
    .boxed()
}

/// Types all of whose texts have one reading.
fn exact_type() -> BoxedStrategy<AthenaType> {
    nested(fixed(), fixed().boxed())
}

/// The same with `json`, whose texts have one reading when there is no null.
fn json_type() -> BoxedStrategy<AthenaType> {
    nested(prop_oneof![fixed(), Just(AthenaType::Json)], fixed().boxed())
}

fn any_leaf() -> impl Strategy<Value = AthenaType> {
    prop_oneof![1 => fixed(), 1 => Just(AthenaType::Json), 3 => Just(AthenaType::Varchar(None)), 1 => Just(AthenaType::Char(3))]
}

/// The keys are leaves, as JSON has no other kind of map.
fn any_type() -> BoxedStrategy<AthenaType> {
    let key = prop_oneof![fixed(), Just(AthenaType::Varchar(None))];
    nested(any_leaf(), key.boxed())
}

/// A value that is not NULL at its top, as those never come here.
fn value(data_type: &AthenaType) -> BoxedStrategy<OwnedValue> {
    match data_type {
        AthenaType::Array(item) => vec(nullable(item), 0..4).prop_map(NestedValue::List).boxed(),
        AthenaType::Map(key, data_type) => {
            vec((value(key), nullable(data_type)), 0..4).prop_map(|pairs| NestedValue::Map(distinct(pairs))).boxed()
        }
        AthenaType::Row(fields) => fields
            .iter()
            .map(|(_, data_type)| nullable(data_type))
            .collect::<Vec<_>>()
            .prop_map(NestedValue::Row)
            .boxed(),
        leaf => leaf_value(leaf).prop_map(|text| NestedValue::Text(text.into())).boxed(),
    }
}

fn nullable(data_type: &AthenaType) -> BoxedStrategy<OwnedValue> {
    option::weighted(0.8, value(data_type)).prop_map(|value| value.unwrap_or(NestedValue::Null)).boxed()
}

fn distinct(mut pairs: Vec<(OwnedValue, OwnedValue)>) -> Vec<(OwnedValue, OwnedValue)> {
    let mut seen = std::collections::HashSet::new();
    pairs.retain(|(key, _)| seen.insert(key.clone()));
    pairs
}

fn typed(data_type: BoxedStrategy<AthenaType>) -> impl Strategy<Value = (AthenaType, OwnedValue)> {
    data_type.prop_flat_map(|data_type| {
        let value = value(&data_type);
        (Just(data_type), value)
    })
}

/// As Athena prints.
fn printed(data_type: &AthenaType, value: &NestedValue<'_>) -> String {
    match (data_type, value) {
        (_, NestedValue::Null) => "null".into(),
        (_, NestedValue::Text(text)) => text.to_string(),
        (AthenaType::Array(data_type), NestedValue::List(items)) => {
            format!("[{}]", items.iter().map(|item| printed(data_type, item)).collect::<Vec<_>>().join(", "))
        }
        (AthenaType::Map(key, data_type), NestedValue::Map(pairs)) => {
            let pairs = pairs.iter().map(|(k, v)| format!("{}={}", printed(key, k), printed(data_type, v)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        (AthenaType::Row(fields), NestedValue::Row(values)) => {
            let values = fields.iter().zip(values).map(|((name, data_type), value)| {
                let equals = if name.is_empty() { "" } else { "=" };
                format!("{name}{equals}{}", printed(data_type, value))
            });
            format!("{{{}}}", values.collect::<Vec<_>>().join(", "))
        }
        _ => unreachable!("{value:?} is not {data_type}"),
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// As `json_format(CAST(x AS JSON))` prints; rows as arrays when asked so.
fn json(data_type: &AthenaType, value: &NestedValue<'_>, arrays: bool) -> String {
    match (data_type, value) {
        (_, NestedValue::Null) => "null".into(),
        (AthenaType::Array(data_type), NestedValue::List(items)) => {
            format!("[{}]", items.iter().map(|item| json(data_type, item, arrays)).collect::<Vec<_>>().join(","))
        }
        (AthenaType::Map(key, data_type), NestedValue::Map(pairs)) => {
            let pairs =
                pairs.iter().map(|(k, v)| format!("{}:{}", quoted(&printed(key, k)), json(data_type, v, arrays)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        }
        (AthenaType::Row(fields), NestedValue::Row(values)) => {
            let values = fields.iter().zip(values).map(|((name, data_type), value)| {
                let value = json(data_type, value, arrays);
                if arrays { value } else { format!("{}:{value}", quoted(&name.to_ascii_uppercase())) }
            });
            let values = values.collect::<Vec<_>>().join(",");
            if arrays { format!("[{values}]") } else { format!("{{{values}}}") }
        }
        (
            AthenaType::Boolean | AthenaType::Bigint | AthenaType::Double | AthenaType::Decimal(..),
            NestedValue::Text(text),
        ) => text.to_string(),
        (AthenaType::Json, NestedValue::Text(text)) => text.to_string(),
        (_, NestedValue::Text(text)) => quoted(text),
        _ => unreachable!("{value:?} is not {data_type}"),
    }
}

/// All readings, by trying every place for every separator: slow, and simple enough to be believed.
fn readings(data_type: &AthenaType, text: &str, null: bool) -> Vec<OwnedValue> {
    let mut all = if null && text == "null" { vec![NestedValue::Null] } else { vec![] };
    let within = |open, close| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    match data_type {
        AthenaType::Array(item) => {
            let Some(inside) = within('[', ']') else { return all };
            let lists = lists(inside, &|part| readings(item, part, true));
            all.extend(lists.into_iter().map(NestedValue::List));
        }
        AthenaType::Map(key, data_type) => {
            let Some(inside) = within('{', '}') else { return all };
            let entry = |part: &str| {
                let splits = part.match_indices('=').map(|(at, _)| (&part[..at], &part[at + 1..]));
                splits.flat_map(|(k, v)| product(vec![readings(key, k, false), readings(data_type, v, true)])).collect()
            };
            let pair = |mut pair: Vec<OwnedValue>| (pair.remove(0), pair.remove(0));
            let maps = lists(inside, &entry);
            all.extend(maps.into_iter().map(|pairs| NestedValue::Map(pairs.into_iter().map(pair).collect())));
        }
        AthenaType::Row(fields) => {
            let Some(inside) = within('{', '}') else { return all };
            for parts in splits(inside) {
                if parts.len() == fields.len() {
                    let field = |((name, data_type), part): (&(String, AthenaType), &&str)| match name.is_empty() {
                        true => readings(data_type, part, true),
                        false => part
                            .strip_prefix(name.as_str())
                            .and_then(|part| part.strip_prefix('='))
                            .map_or(vec![], |part| readings(data_type, part, true)),
                    };
                    all.extend(
                        product(fields.iter().zip(&parts).map(field).collect()).into_iter().map(NestedValue::Row),
                    );
                }
            }
        }
        AthenaType::Varchar(_) => all.push(NestedValue::Text(text.to_owned().into())),
        fixed if leaf::fits(fixed, text) => all.push(NestedValue::Text(text.to_owned().into())),
        _ => {}
    }
    all
}

/// All ways to split at some of the separators.
fn splits(text: &str) -> Vec<Vec<&str>> {
    let mut all = vec![vec![text]];
    for (at, separator) in text.match_indices(", ") {
        for mut parts in splits(&text[at + separator.len()..]) {
            parts.insert(0, &text[..at]);
            all.push(parts);
        }
    }
    all
}

fn lists<T: Clone>(inside: &str, read: &dyn Fn(&str) -> Vec<T>) -> Vec<Vec<T>> {
    let mut all: Vec<Vec<T>> =
        splits(inside).into_iter().flat_map(|parts| product(parts.into_iter().map(read).collect())).collect();
    if inside.is_empty() {
        all.push(vec![]);
    }
    all
}

fn product<T: Clone>(choices: Vec<Vec<T>>) -> Vec<Vec<T>> {
    choices.into_iter().fold(vec![vec![]], |all, choice| {
        let with =
            |some: &Vec<T>| choice.iter().map(|one| [some, std::slice::from_ref(one)].concat()).collect::<Vec<_>>();
        all.iter().flat_map(with).collect()
    })
}

fn small_type() -> BoxedStrategy<AthenaType> {
    let leaf = || prop_oneof![Just(AthenaType::Varchar(None)), Just(AthenaType::Bigint)];
    nested(leaf(), leaf().boxed())
}

/// Types whose arrays can be built from texts alone.
fn texts(data_type: &AthenaType) -> AthenaType {
    match data_type {
        AthenaType::Array(data_type) => AthenaType::Array(texts(data_type).into()),
        AthenaType::Map(key, data_type) => AthenaType::Map(texts(key).into(), texts(data_type).into()),
        AthenaType::Row(fields) => {
            AthenaType::Row(fields.iter().map(|(n, data_type)| (n.clone(), texts(data_type))).collect())
        }
        _ => AthenaType::Varchar(None),
    }
}

struct AnyLeaves(Vec<Option<String>>);

impl Leaves for AnyLeaves {
    fn push(&mut self, text: Option<&str>) -> Result<(), String> {
        self.0.push(text.map(str::to_owned));
        Ok(())
    }

    fn finish(&mut self) -> arrow_array::ArrayRef {
        std::sync::Arc::new(arrow_array::StringArray::from(std::mem::take(&mut self.0)))
    }
}

proptest! {
    #[test]
    fn types_with_forms_of_their_own_come_back_from_text((data_type, value) in typed(exact_type())) {
        let text = printed(&data_type, &value);
        prop_assert_eq!(from_text(&text, &data_type), Ok(value));
    }

    #[test]
    fn json_within_text_comes_back((data_type, value) in typed(json_type())) {
        let text = printed(&data_type, &value);
        match from_text(&text, &data_type) {
            Ok(read) => prop_assert_eq!(read, value),
            Err(reason) => prop_assert!(text.contains("null") && reason.contains("more than one way"), "{}", reason),
        }
    }

    /// The important one: whatever is returned is what was printed.
    #[test]
    fn text_never_comes_back_as_another_value((data_type, value) in typed(any_type())) {
        match from_text(&printed(&data_type, &value), &data_type) {
            Ok(read) => prop_assert_eq!(read, value),
            Err(reason) => prop_assert!(reason.contains("more than one way"), "{}", reason),
        }
    }

    #[test]
    fn text_is_read_when_and_only_when_there_is_one_reading((data_type, value) in typed(small_type()), cut in any_text()) {
        let whole = printed(&data_type, &value);
        for text in [whole.clone(), whole.replacen("x", &cut, 1), whole.replacen(", ", &cut, 1)] {
            prop_assume!(text.matches(", ").count() < 8);
            let mut all = readings(&data_type, &text, false);
            match from_text(&text, &data_type) {
                Ok(read) => prop_assert_eq!(vec![read], all),
                Err(reason) if reason.contains("more than one way") => prop_assert!(all.len() > 1, "{:?}", all),
                Err(reason) if reason.contains("twice") => prop_assert_eq!(all.len(), 1),
                Err(_) => prop_assert_eq!(all.pop(), None),
            }
        }
    }

    #[test]
    fn json_comes_back((data_type, value) in typed(any_type()), arrays: bool) {
        let json = json(&data_type, &value, arrays);
        prop_assert_eq!(from_json(&json, &data_type), Ok(value));
    }

    #[test]
    fn values_become_arrays_of_their_type((data_type, value) in typed(any_type())) {
        let data_type = texts(&data_type);
        let array = build(&data_type, &[None, Some(&value)], &|_| Box::new(AnyLeaves(vec![])));
        prop_assert_eq!(array.map(|array| (array.data_type().clone(), array.len())), Ok((data_type.arrow(), 2)));
    }

    #[test]
    fn no_text_panics(data_type in any_type(), text in any_text(), other in ".*") {
        for text in [text.clone(), other, format!("[{text}]"), format!("{{{text}}}"), format!("{{\"a\":{text}}}")] {
            let _ = (from_text(&text, &data_type), from_json(&text, &data_type));
        }
    }
}
