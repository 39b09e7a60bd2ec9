//! Following a path through a document, as Trino does.

use std::sync::Arc;

use datafusion::common::{DataFusionError, ScalarValue};

use super::{
    super::document::Json,
    Expression, Path, Primary, Step, Subscript,
    methods::called,
    numbers::{arithmetic, index, negated, number},
};
use crate::local::errors::unsupported;

/// How many items a part of a path may lead to. Each `[0, 0]` doubles them, and `..a` finds what is inside of another `a` again.
const MAX_ITEMS: usize = 1_000_000;

/// What a path leads to: a part of a document, or a value of a type of SQL's.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Item {
    Json(Json),
    Value(ScalarValue),
}

/// Why there is no result.
#[derive(Debug)]
pub(in super::super) enum Failure {
    /// What ON ERROR is about.
    Path(String),
    /// What only this engine does not do, for example.
    Engine(DataFusionError),
}

impl From<DataFusionError> for Failure {
    fn from(error: DataFusionError) -> Self {
        Self::Engine(error)
    }
}

pub(super) type Items = Result<Vec<Item>, Failure>;

pub(super) fn failure(message: impl Into<String>) -> Failure {
    Failure::Path(message.into())
}

/// Adds an item.
///
/// # Errors
/// For more than there may be.
pub(super) fn add(found: &mut Vec<Item>, item: Item) -> Result<(), Failure> {
    if found.len() >= MAX_ITEMS {
        let what = format!("a JSON path that leads to more than {MAX_ITEMS} items (name fewer members and elements)");
        return Err(unsupported(what).into());
    }
    found.push(item);
    Ok(())
}

/// An item of a kind that a step does not take.
pub(super) fn wrong_item(expected: &str, item: &Item) -> Failure {
    failure(format!("invalid item type. Expected: {expected}, actual: {}", item.kind()))
}

impl Item {
    /// As messages name it.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Json(Json::Missing) => "MISSING".to_owned(),
            Self::Json(Json::Null) => "NULL".to_owned(),
            Self::Json(Json::Boolean(_)) => "BOOLEAN".to_owned(),
            Self::Json(Json::Integer(_) | Json::Double(_) | Json::Number(_)) => "NUMBER".to_owned(),
            Self::Json(Json::Text(_)) => "STRING".to_owned(),
            Self::Json(Json::Array(_)) => "ARRAY".to_owned(),
            Self::Json(Json::Object(_)) => "OBJECT".to_owned(),
            Self::Value(value) => crate::local::types::type_name(&value.data_type()),
        }
    }

    /// A value of SQL's: of json, what is neither null nor an array or object. `None` for those, and for an integer beyond 64 bits.
    pub(in super::super) fn scalar(&self) -> Option<ScalarValue> {
        Some(match self {
            Self::Value(value) => value.clone(),
            Self::Json(Json::Boolean(truth)) => ScalarValue::Boolean(Some(*truth)),
            Self::Json(Json::Text(text)) => ScalarValue::Utf8(Some(text.clone())),
            Self::Json(Json::Double(number)) => ScalarValue::Float64(Some(*number)),
            Self::Json(Json::Integer(number)) => match i32::try_from(*number) {
                Ok(small) => ScalarValue::Int32(Some(small)),
                Err(_) => ScalarValue::Int64(Some(*number)),
            },
            Self::Json(_) => return None,
        })
    }
}

/// What the names of a path mean.
pub(super) struct Scope<'a> {
    pub(super) strict: bool,
    document: &'a Json,
    /// The items of variables, none for an absent one.
    variables: &'a [(&'a str, Option<Item>)],
}

/// What `@` and `last` mean, where they mean something.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    current: Option<&'a Item>,
    last: Option<i64>,
}

impl<'a> Place<'a> {
    pub(super) fn at(self, current: &'a Item) -> Self {
        Self { current: Some(current), ..self }
    }
}

impl Path {
    /// The items that the path leads to.
    pub(in super::super) fn follow(&self, document: &Json, variables: &[(&str, Option<Item>)]) -> Items {
        let scope = Scope { strict: self.strict, document, variables };
        scope.items(&self.expression, Place { current: None, last: None })
    }
}

impl Scope<'_> {
    pub(super) fn items(&self, expression: &Expression, place: Place<'_>) -> Items {
        match expression {
            Expression::Steps(primary, steps) => {
                let begin = self.primary(primary, place)?;
                steps.iter().try_fold(begin, |items, step| self.step(items, step, place))
            }
            Expression::Signed { minus, operand } => {
                let operands = self.unwrapped(self.items(operand, place)?)?;
                let signed = operands.into_iter().map(|item| {
                    let value = number(&item)?;
                    Ok(if *minus { Item::Value(negated(&value)?) } else { item })
                });
                signed.collect()
            }
            Expression::Calculated(operator, left, right) => {
                let operand = |side: &Expression| {
                    let items = self.unwrapped(self.items(side, place)?)?;
                    match items.as_slice() {
                        [only] => number(only),
                        _ => Err(failure("arithmetic binary expression requires singleton operands")),
                    }
                };
                let (left, right) = (operand(left)?, operand(right)?);
                Ok(vec![Item::Value(arithmetic(*operator, &left, &right)?)])
            }
        }
    }

    pub(super) fn primary(&self, primary: &Primary, place: Place<'_>) -> Items {
        let value = match primary {
            Primary::Document => Item::Json(self.document.clone()),
            Primary::Variable(name) => match self.variables.iter().find(|(known, _)| known == name) {
                Some((_, Some(item))) => item.clone(),
                _ => return Ok(Vec::new()),
            },
            Primary::Current => match place.current {
                Some(item) => item.clone(),
                None => return Err(failure("accessing current filter item with no enclosing filter")),
            },
            Primary::Last => match place.last {
                Some(last) => Item::Value(narrow(last)),
                None => return Err(failure("accessing the last array index with no enclosing array")),
            },
            Primary::Null => Item::Json(Json::Null),
            Primary::Boolean(truth) => Item::Value(ScalarValue::Boolean(Some(*truth))),
            Primary::Text(text) => Item::Value(ScalarValue::Utf8(Some(text.clone()))),
            Primary::Integer(number) => Item::Value(narrow(*number)),
            Primary::Decimal(number, precision, scale) => {
                Item::Value(ScalarValue::Decimal128(Some(*number), *precision, scale.cast_signed()))
            }
            Primary::Double(number) => Item::Value(ScalarValue::Float64(Some(*number))),
            Primary::Parenthesized(inner) => return self.items(inner, place),
        };
        Ok(vec![value])
    }

    fn step(&self, items: Vec<Item>, step: &Step, place: Place<'_>) -> Items {
        match step {
            Step::Member(name) => self.members(items, name.as_deref()),
            Step::Descendants(name) => {
                let mut found = Vec::new();
                for item in &items {
                    if let Item::Json(value) = item {
                        descendants(value, name, &mut found)?;
                    }
                }
                Ok(found)
            }
            Step::Elements(subscripts) => self.elements(items, subscripts, place),
            Step::Filter(predicate) => {
                let mut kept = Vec::new();
                for item in self.unwrapped(items)? {
                    if self.holds(predicate, place.at(&item))? == Some(true) {
                        kept.push(item);
                    }
                }
                Ok(kept)
            }
            Step::Call(method) => called(*method, items, self),
        }
    }

    /// In lax mode, the elements of arrays in place of the arrays.
    pub(super) fn unwrapped(&self, items: Vec<Item>) -> Items {
        if self.strict {
            return Ok(items);
        }
        let mut unwrapped = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Item::Json(Json::Array(elements)) => {
                    elements.iter().cloned().try_for_each(|element| add(&mut unwrapped, Item::Json(element)))?;
                }
                other => add(&mut unwrapped, other)?,
            }
        }
        Ok(unwrapped)
    }

    fn members(&self, items: Vec<Item>, name: Option<&str>) -> Items {
        let mut found = Vec::new();
        for item in self.unwrapped(items)? {
            let Item::Json(Json::Object(members)) = &item else {
                if self.strict {
                    return Err(wrong_item("OBJECT", &item));
                }
                continue;
            };
            match name {
                None => members.iter().try_for_each(|(_, value)| add(&mut found, Item::Json(value.clone())))?,
                Some(name) => match members.iter().find(|(known, _)| known == name) {
                    Some((_, value)) => add(&mut found, Item::Json(value.clone()))?,
                    None if self.strict => {
                        return Err(failure(format!("structural error: missing member '{name}' in JSON object")));
                    }
                    None => {}
                },
            }
        }
        Ok(found)
    }

    fn elements(&self, items: Vec<Item>, subscripts: &[Subscript], place: Place<'_>) -> Items {
        let mut found = Vec::new();
        for item in items {
            let elements: Arc<Vec<Json>> = match item {
                Item::Json(Json::Array(elements)) => elements,
                other if self.strict => return Err(wrong_item("ARRAY", &other)),
                // Anything is an array of itself, values of SQL's included.
                other => {
                    self.subscripted(1, subscripts, place, &mut |_| add(&mut found, other.clone()))?;
                    continue;
                }
            };
            self.subscripted(elements.len(), subscripts, place, &mut |at| {
                add(&mut found, Item::Json(elements[at].clone()))
            })?;
        }
        Ok(found)
    }

    /// The positions in an array that subscripts mean.
    fn subscripted(
        &self,
        length: usize,
        subscripts: &[Subscript],
        place: Place<'_>,
        found: &mut dyn FnMut(usize) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if subscripts.is_empty() {
            return (0..length).try_for_each(found);
        }
        if length == 0 {
            return match self.strict {
                true => Err(failure("structural error: invalid array subscript for empty array")),
                false => Ok(()),
            };
        }
        let last = i64::try_from(length).unwrap_or(i64::MAX) - 1;
        let place = Place { last: Some(last), ..place };
        for Subscript { from, to } in subscripts {
            let from = self.index(from, place)?;
            let to = to.as_ref().map_or(Ok(from), |to| self.index(to, place))?;
            if self.strict && (from < 0 || from > last || to < 0 || to > last || from > to) {
                let message =
                    format!("structural error: invalid array subscript: [{from}, {to}] for array of size {length}");
                return Err(failure(message));
            }
            for at in from.max(0)..=to.min(last) {
                found(usize::try_from(at).unwrap_or(0))?;
            }
        }
        Ok(())
    }

    fn index(&self, expression: &Expression, place: Place<'_>) -> Result<i64, Failure> {
        let items = self.unwrapped(self.items(expression, place)?)?;
        match items.as_slice() {
            [only] => index(only),
            _ => Err(failure("array subscript value must be a singleton numeric value")),
        }
    }
}

/// An integer as `integer`, if it fits.
pub(super) fn narrow(number: i64) -> ScalarValue {
    i32::try_from(number).map_or(ScalarValue::Int64(Some(number)), |small| ScalarValue::Int32(Some(small)))
}

/// The members of a name, at any depth: those of an object before those of its members.
fn descendants(value: &Json, name: &str, found: &mut Vec<Item>) -> Result<(), Failure> {
    match value {
        Json::Array(elements) => elements.iter().try_for_each(|element| descendants(element, name, found)),
        Json::Object(members) => {
            let mut named = members.iter().filter(|(known, _)| known == name);
            named.try_for_each(|(_, value)| add(found, Item::Json(value.clone())))?;
            members.iter().try_for_each(|(_, value)| descendants(value, name, found))
        }
        _ => Ok(()),
    }
}
