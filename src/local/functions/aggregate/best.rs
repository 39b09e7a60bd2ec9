//! The values with the largest or smallest keys, as many as are asked for.

use std::cmp::Ordering;

use arrow_array::{Array, ArrayRef, cast::AsArray, types::Int64Type};
use arrow_schema::DataType;
use datafusion::common::{Result, ScalarValue};

use super::super::support::{
    arguments::invalid_argument,
    compare::{Nan, order},
    values::list_scalar,
};
use crate::local::errors::unsupported;

/// Trino's limit for the number of values.
const MOST: i64 = 10_000;

/// Whether the largest or the smallest keys are asked for, and how Trino's errors begin that are about the number of values.
#[derive(Debug)]
pub(super) struct Best {
    pub(super) wanted: Ordering,
    pub(super) count_is: String,
    pub(super) positive: &'static str,
}

impl Best {
    /// An array, the best value first; of equal keys, the one that came first. Rows without a key or without a number do not count, and the
    /// first row that does has the number for all.
    ///
    /// # Errors
    /// For a number that is out of range, and for keys without an order.
    pub(super) fn values(
        &self,
        values: &ArrayRef,
        keys: &ArrayRef,
        counts: &ArrayRef,
        data_type: &DataType,
    ) -> Result<ScalarValue> {
        let known = |row: &usize| !keys.is_null(*row) && !counts.is_null(*row) && *keys.data_type() != DataType::Null;
        let rows: Vec<usize> = (0..keys.len()).filter(known).collect();
        let Some(first) = rows.first() else { return ScalarValue::try_from(data_type) };
        let count = counts.as_primitive::<Int64Type>().value(*first);
        if count <= 0 {
            return Err(invalid_argument(format!("{} {}", self.count_is, self.positive)));
        }
        if count > MOST {
            return Err(invalid_argument(format!("{} less than or equal to {MOST}; found {count}", self.count_is)));
        }
        // Trino 435 takes another value for NULL once one has fallen out of its list.
        if rows.len() as i64 > count && rows.iter().any(|row| values.is_null(*row)) {
            return Err(unsupported("NULL among the values of max_by or min_by with a number of values"));
        }
        let mut found = rows
            .into_iter()
            .map(|row| Ok((ScalarValue::try_from_array(keys, row)?, ScalarValue::try_from_array(values, row)?)))
            .collect::<Result<Vec<_>>>()?;
        let mut failed = None;
        found.sort_by(|(a, _), (b, _)| {
            let ordering = match self.wanted {
                Ordering::Greater => order(b, a, Nan::Smallest),
                _ => order(a, b, Nan::Largest),
            };
            ordering.unwrap_or_else(|error| {
                failed.get_or_insert(error);
                Ordering::Equal
            })
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let best: Vec<_> = found.into_iter().take(count as usize).map(|(_, value)| value).collect();
        Ok(list_scalar(&best, data_type))
    }
}
