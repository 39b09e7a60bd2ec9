//! Rows of types that implement serde's traits and none of this crate's.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use futures::TryStreamExt;
use serde::de::DeserializeOwned;

use super::Execution;
use crate::{
    error::{ErrorKind, Result},
    text,
};

impl Execution {
    /// All rows as a type that implements serde's `Deserialize`: a struct takes its columns by name and ignores others.
    ///
    /// Decimals come as strings, dates and times as ISO 8601 strings. [`fetch`](Self::fetch) is faster, and its errors name the column.
    ///
    /// ```
    /// # #[cfg(feature = "local")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> quilt_athena::Result<()> {
    /// use quilt_athena::{Engine, Statement, connect};
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Row { user: String, packages: i64 }
    ///
    /// let engine = connect("local:tests/buckets").await?;
    /// let sql = "SELECT \"user\", count(*) AS packages FROM \"quilt_named_packages_example-packages_view\" GROUP BY 1 ORDER BY 1 LIMIT 1";
    /// let rows: Vec<Row> = engine.execute(&Statement::query(sql)).await?.deserialize().await?;
    /// assert_eq!((rows[0].user.as_str(), rows[0].packages), ("alice", 17));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Schema`] when the rows do not fit; what ended the statement.
    pub async fn deserialize<T: DeserializeOwned>(self) -> Result<Vec<T>> {
        let mut batches = self.into_batches();
        let mut rows = Vec::new();
        while let Some(batch) = batches.try_next().await? {
            let more: Vec<T> = serde_arrow::from_record_batch(&without_intervals(&batch)).map_err(|cause| {
                ErrorKind::Schema { row: std::any::type_name::<T>(), reason: cause.message().to_owned() }
            })?;
            rows.extend(more);
        }
        Ok(rows)
    }
}

/// With intervals of months as the strings that Athena prints, `1-2`: serde has no such type.
fn without_intervals(batch: &RecordBatch) -> RecordBatch {
    let (mut fields, mut arrays): (Vec<Field>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
    for (field, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        if let DataType::Interval(_) = field.data_type() {
            fields.push(Field::new(field.name(), DataType::Utf8, true));
            arrays.push(Arc::new((0..array.len()).map(|row| text::format_value(array, row)).collect::<StringArray>()));
        } else {
            fields.push(field.as_ref().clone());
            arrays.push(Arc::clone(array));
        }
    }
    // The lengths are those of the batch; without columns there is nothing to deserialize.
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap_or_else(|_| batch.clone())
}
