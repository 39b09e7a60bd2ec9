//! Values compared as Trino compares them: equal, not distinct, in order. Arrays, maps and rows are compared element by element.

use std::{
    cmp::Ordering,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use datafusion::common::{Result, ScalarValue};

use super::values::{elements, entries, fields, float, without_sign};
use crate::local::errors::refused;

/// Where NaN is in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nan {
    /// Before every number: for what looks for the largest.
    Smallest,
    /// After every number: for what looks for the smallest, and for sorting.
    Largest,
}

pub(crate) fn is_nested(value: &ScalarValue) -> bool {
    matches!(value, ScalarValue::List(_) | ScalarValue::Struct(_) | ScalarValue::Map(_))
}

/// `a = b`: unknown with a NULL, also inside, that leaves it open; NaN equals nothing.
pub(crate) fn equal(a: &ScalarValue, b: &ScalarValue) -> Result<Option<bool>> {
    if a.is_null() || b.is_null() {
        return Ok(None);
    }
    if let (ScalarValue::Map(_), ScalarValue::Map(_)) = (a, b) {
        return equal_maps(a, b);
    }
    if !is_nested(a) {
        return Ok(Some(match (float(a), float(b)) {
            (Some(a), Some(b)) => a == b,
            _ => a == b,
        }));
    }
    let (a, b) = (parts(a)?, parts(b)?);
    if a.len() != b.len() {
        return Ok(Some(false));
    }
    all_equal(a.iter().zip(&b))
}

fn equal_maps(a: &ScalarValue, b: &ScalarValue) -> Result<Option<bool>> {
    let ((keys, values), (other_keys, other_values)) = (entries(a)?, entries(b)?);
    if keys.len() != other_keys.len() {
        return Ok(Some(false));
    }
    let mut pairs = Vec::new();
    for (key, value) in keys.iter().zip(&values) {
        match position(&other_keys, key)? {
            Some(at) => pairs.push((value, &other_values[at])),
            None => return Ok(Some(false)),
        }
    }
    all_equal(pairs)
}

fn all_equal<'a>(pairs: impl IntoIterator<Item = (&'a ScalarValue, &'a ScalarValue)>) -> Result<Option<bool>> {
    let mut found = Some(true);
    for (a, b) in pairs {
        match equal(a, b)? {
            Some(true) => {}
            Some(false) => return Ok(Some(false)),
            None => found = None,
        }
    }
    Ok(found)
}

/// Where a value is among others; NaN is nowhere.
pub(crate) fn position(values: &[ScalarValue], wanted: &ScalarValue) -> Result<Option<usize>> {
    for (at, value) in values.iter().enumerate() {
        if equal(value, wanted)? == Some(true) {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// `a IS NOT DISTINCT FROM b`: NULL is like NULL, and NaN like NaN.
pub(crate) fn identical(a: &ScalarValue, b: &ScalarValue) -> Result<bool> {
    if a.is_null() || b.is_null() {
        return Ok(a.is_null() && b.is_null());
    }
    if let (ScalarValue::Map(_), ScalarValue::Map(_)) = (a, b) {
        let ((keys, values), (other_keys, other_values)) = (entries(a)?, entries(b)?);
        let mut same = keys.len() == other_keys.len();
        for (key, value) in keys.iter().zip(&values) {
            let mut found = false;
            for (other_key, other) in other_keys.iter().zip(&other_values) {
                found |= identical(key, other_key)? && identical(value, other)?;
            }
            same &= found;
        }
        return Ok(same);
    }
    if !is_nested(a) {
        return Ok(match (float(a), float(b)) {
            (Some(a), Some(b)) => a == b || (a.is_nan() && b.is_nan()),
            _ => a == b,
        });
    }
    let (a, b) = (parts(a)?, parts(b)?);
    let mut same = a.len() == b.len();
    for (a, b) in a.iter().zip(&b) {
        same = same && identical(a, b)?;
    }
    Ok(same)
}

/// The order of two values that are not NULL.
///
/// # Errors
/// For a NULL inside that would decide it.
pub(crate) fn order(a: &ScalarValue, b: &ScalarValue, nan: Nan) -> Result<Ordering> {
    if !is_nested(a) {
        return Ok(match (float(a), float(b)) {
            (Some(a), Some(b)) => order_of_floats(a, b, nan),
            _ => a.partial_cmp(b).unwrap_or(Ordering::Equal),
        });
    }
    let is_row = matches!(a, ScalarValue::Struct(_));
    let (a, b) = (parts(a)?, parts(b)?);
    for (a, b) in a.iter().zip(&b) {
        if a.is_null() || b.is_null() {
            let message = match is_row {
                true => "ROW comparison not supported for fields with null elements",
                false => "ARRAY comparison not supported for arrays with null elements",
            };
            return Err(refused("NOT_SUPPORTED", message));
        }
        match order(a, b, nan)? {
            Ordering::Equal => {}
            unequal => return Ok(unequal),
        }
    }
    Ok(a.len().cmp(&b.len()))
}

fn order_of_floats(a: f64, b: f64, nan: Nan) -> Ordering {
    match (a.is_nan(), b.is_nan()) {
        (false, false) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        nans if nan == Nan::Largest => nans.0.cmp(&nans.1),
        nans => nans.1.cmp(&nans.0),
    }
}

/// The elements of an array, or the fields of a row.
fn parts(value: &ScalarValue) -> Result<Vec<ScalarValue>> {
    if let ScalarValue::Struct(row) = value { fields(row) } else { elements(value) }
}

/// The greatest or the least of values that are not NULL, the first of equal ones. NaN is neither, unless there is nothing else.
pub(crate) fn extreme(values: impl IntoIterator<Item = ScalarValue>, wanted: Ordering) -> Result<Option<ScalarValue>> {
    let mut best: Option<ScalarValue> = None;
    for value in values {
        let better = match &best {
            Some(best) => is_better(&value, best, wanted)?,
            None => true,
        };
        if better {
            best = Some(value);
        }
    }
    Ok(best)
}

/// Whether a value is before or after the best so far.
pub(crate) fn is_better(value: &ScalarValue, best: &ScalarValue, wanted: Ordering) -> Result<bool> {
    let nan = if wanted == Ordering::Greater { Nan::Smallest } else { Nan::Largest };
    Ok(order(value, best, nan)? == wanted)
}

/// A set of values that are distinct from each other.
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    /// Each with its place among all of them.
    plain: HashMap<ScalarValue, usize>,
    /// Arrays, maps and rows, by their hash.
    nested: HashMap<u64, Vec<(ScalarValue, usize)>>,
    length: usize,
}

impl Distinct {
    pub(crate) fn of(values: &[ScalarValue]) -> Self {
        let mut set = Self::default();
        for value in values {
            set.insert(value);
        }
        set
    }

    pub(crate) fn contains(&self, value: &ScalarValue) -> bool {
        self.place(value).is_some()
    }

    fn place(&self, value: &ScalarValue) -> Option<usize> {
        if is_nested(value) {
            let like = |(known, _): &&(ScalarValue, usize)| identical(known, value).unwrap_or(false);
            return self.nested.get(&hash(value))?.iter().find(like).map(|(_, place)| *place);
        }
        self.plain.get(&canonical(value)).copied()
    }

    /// Whether it is new.
    pub(crate) fn insert(&mut self, value: &ScalarValue) -> bool {
        let before = self.length;
        self.place_or_insert(value) == before
    }

    /// Which of them it is, in the order in which they came.
    fn place_or_insert(&mut self, value: &ScalarValue) -> usize {
        if let Some(place) = self.place(value) {
            return place;
        }
        let place = self.length;
        self.length += 1;
        match is_nested(value) {
            true => self.nested.entry(hash(value)).or_default().push((value.clone(), place)),
            false => drop(self.plain.insert(canonical(value), place)),
        }
        place
    }
}

/// The values of each key, in the order in which the keys first appear.
pub(crate) fn grouped(
    pairs: impl IntoIterator<Item = (ScalarValue, ScalarValue)>,
) -> Vec<(ScalarValue, Vec<ScalarValue>)> {
    let mut keys = Distinct::default();
    let mut groups: Vec<(ScalarValue, Vec<ScalarValue>)> = Vec::new();
    for (key, value) in pairs {
        match groups.get_mut(keys.place_or_insert(&key)) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}

/// The same for values that are [`identical`]; the order of a map's entries does not count.
fn hash(value: &ScalarValue) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        value if value.is_null() => {}
        ScalarValue::Map(_) => {
            let (keys, values) = entries(value).unwrap_or_default();
            let pairs = keys.iter().zip(&values).map(|(key, value)| hash(key).rotate_left(1) ^ hash(value));
            pairs.fold(0, u64::wrapping_add).hash(&mut hasher);
        }
        value if is_nested(value) => {
            parts(value).unwrap_or_default().iter().for_each(|part| hash(part).hash(&mut hasher));
        }
        value => canonical(value).hash(&mut hasher),
    }
    hasher.finish()
}

/// One zero, and one NaN.
fn canonical(value: &ScalarValue) -> ScalarValue {
    match value {
        ScalarValue::Float32(Some(number)) if number.is_nan() => ScalarValue::Float32(Some(f32::NAN)),
        ScalarValue::Float64(Some(number)) if number.is_nan() => ScalarValue::Float64(Some(f64::NAN)),
        other => without_sign(other),
    }
}
