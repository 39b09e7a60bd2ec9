//! Conditions in filters: true, false or unknown.

use datafusion::common::ScalarValue;

use super::{
    Expression, Predicate, Primary,
    evaluate::{Failure, Item, Place, Scope},
    numbers::compared,
};
use crate::local::functions::json::document::Json;

/// `None` is unknown.
type Truth = Result<Option<bool>, Failure>;

/// What items there are, to tell how they compare.
#[derive(Default)]
struct Kinds {
    null: bool,
    scalar: bool,
    /// Arrays and objects, which compare with nothing but null.
    other: bool,
}

impl Kinds {
    fn of(items: &[Item]) -> Self {
        let mut kinds = Self::default();
        for item in items {
            match item {
                Item::Json(Json::Null) => kinds.null = true,
                Item::Json(Json::Missing | Json::Array(_) | Json::Object(_)) => kinds.other = true,
                _ => kinds.scalar = true,
            }
        }
        kinds
    }
}

impl Scope<'_> {
    pub(super) fn holds(&self, predicate: &Predicate, place: Place<'_>) -> Truth {
        Ok(match predicate {
            Predicate::And(left, right) => match (self.holds(left, place)?, self.holds(right, place)?) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Predicate::Or(left, right) => match (self.holds(left, place)?, self.holds(right, place)?) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Predicate::Not(inner) => self.holds(inner, place)?.map(|truth| !truth),
            Predicate::IsUnknown(inner) => Some(self.holds(inner, place)?.is_none()),
            Predicate::Exists(inner) => self.items_or_unknown(inner, place)?.map(|items| !items.is_empty()),
            Predicate::Compared(operator, left, right) => {
                let (left, right) = (self.items_or_unknown(left, place)?, self.items_or_unknown(right, place)?);
                match (left, right) {
                    (Some(left), Some(right)) => self.compare(operator, left, right)?,
                    _ => None,
                }
            }
            Predicate::StartsWith(whole, start) => self.starts_with(whole, start, place)?,
        })
    }

    /// The items; `None` where the path fails.
    fn items_or_unknown(&self, expression: &Expression, place: Place<'_>) -> Result<Option<Vec<Item>>, Failure> {
        match self.items(expression, place) {
            Ok(items) => Ok(Some(items)),
            Err(Failure::Path(_)) => Ok(None),
            Err(engine) => Err(engine),
        }
    }

    /// Each item on the left with each on the right. In lax mode the first match decides, in strict mode every pair has to compare.
    fn compare(&self, operator: &str, left: Vec<Item>, right: Vec<Item>) -> Truth {
        let (left, right) = (self.unwrapped(left)?, self.unwrapped(right)?);
        let (a, b) = (Kinds::of(&left), Kinds::of(&right));
        if (a.other && (b.scalar || b.other)) || (a.scalar && b.other) {
            return Ok(None);
        }
        let mut found = false;
        for a in scalars(&left) {
            for b in scalars(&right) {
                let (Some(a), Some(b)) = (a.scalar(), b.scalar()) else { return Ok(None) };
                match compared(operator, &a, &b)? {
                    None => return Ok(None),
                    Some(true) if !self.strict => return Ok(Some(true)),
                    Some(holds) => found |= holds,
                }
            }
        }
        found |= match operator {
            "==" => a.null && b.null,
            "<>" => (a.null && (b.scalar || b.other)) || (b.null && (a.scalar || a.other)),
            _ => false,
        };
        Ok(Some(found))
    }

    fn starts_with(&self, whole: &Expression, start: &Primary, place: Place<'_>) -> Truth {
        let Some(whole) = self.items_or_unknown(whole, place)? else { return Ok(None) };
        let start = match self.primary(start, place)?.as_slice() {
            [only] => match text(only) {
                Some(text) => text,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let mut found = false;
        for item in self.unwrapped(whole)? {
            let Some(text) = text(&item) else { return Ok(None) };
            found |= text.starts_with(&start);
            if found && !self.strict {
                break;
            }
        }
        Ok(Some(found))
    }
}

fn scalars(items: &[Item]) -> impl Iterator<Item = &Item> {
    items
        .iter()
        .filter(|item| !matches!(item, Item::Json(Json::Null | Json::Missing | Json::Array(_) | Json::Object(_))))
}

fn text(item: &Item) -> Option<String> {
    match item.scalar()? {
        ScalarValue::Utf8(text) => text,
        _ => None,
    }
}
