//! The methods of paths: `.size()`, `.type()` and the like.

use std::sync::Arc;

use datafusion::common::ScalarValue;

use super::{
    super::document::Json,
    Method,
    evaluate::{Failure, Item, Items, Scope, add, failure, narrow, wrong_item},
    numbers::{absolute, double, number, whole},
};
use crate::local::{
    errors::unsupported,
    types::{TypeClass, type_name},
};

/// What a method gives for each item.
pub(super) fn called(method: Method, items: Vec<Item>, scope: &Scope<'_>) -> Items {
    match method {
        Method::Size => items.iter().map(|item| size(item, scope.strict)).collect(),
        Method::Type => items.iter().map(type_of).collect(),
        Method::KeyValue => key_values(scope.unwrapped(items)?),
        Method::Abs => numeric(scope.unwrapped(items)?, absolute),
        Method::Ceiling => numeric(scope.unwrapped(items)?, |value| Ok(whole(value, true))),
        Method::Floor => numeric(scope.unwrapped(items)?, |value| Ok(whole(value, false))),
        Method::Double => scope.unwrapped(items)?.iter().map(|item| double(item).map(Item::Value)).collect(),
    }
}

fn numeric(items: Vec<Item>, compute: fn(&ScalarValue) -> Result<ScalarValue, Failure>) -> Items {
    items.iter().map(|item| compute(&number(item)?).map(Item::Value)).collect()
}

fn size(item: &Item, strict: bool) -> Result<Item, Failure> {
    match item {
        Item::Json(Json::Array(elements)) => Ok(Item::Value(narrow(elements.len() as i64))),
        other if strict => Err(wrong_item("ARRAY", other)),
        _ => Ok(Item::Value(narrow(1))),
    }
}

fn type_of(item: &Item) -> Result<Item, Failure> {
    let name = match item {
        Item::Json(Json::Missing) => return Err(unsupported("the type of an empty JSON document").into()),
        Item::Json(Json::Null) => "null",
        Item::Json(Json::Boolean(_)) => "boolean",
        Item::Json(Json::Integer(_) | Json::Double(_) | Json::Number(_)) => "number",
        Item::Json(Json::Text(_)) => "string",
        Item::Json(Json::Array(_)) => "array",
        Item::Json(Json::Object(_)) => "object",
        Item::Value(value) => match TypeClass::of(&value.data_type()) {
            TypeClass::Boolean => "boolean",
            TypeClass::Integer | TypeClass::Float | TypeClass::Decimal => "number",
            TypeClass::Varchar => "string",
            TypeClass::Date => "date",
            _ => return Err(unsupported(format!("type() of {} in a JSON path", type_name(&value.data_type()))).into()),
        },
    };
    Ok(Item::Value(ScalarValue::Utf8(Some(name.to_owned()))))
}

/// An object for each member of each object, with a number that says which object it was.
fn key_values(items: Vec<Item>) -> Items {
    let mut found = Vec::new();
    for (id, item) in items.iter().enumerate() {
        let Item::Json(Json::Object(members)) = item else { return Err(wrong_item("OBJECT", item)) };
        let id = i64::try_from(id).map_err(|_| failure("too many objects"))?;
        for (name, value) in members.iter() {
            let pair = [("name", Json::Text(name.clone())), ("value", value.clone()), ("id", Json::Integer(id))];
            let pair = pair.map(|(name, value)| (name.to_owned(), value));
            add(&mut found, Item::Json(Json::Object(Arc::new(pair.into()))))?;
        }
    }
    Ok(found)
}
