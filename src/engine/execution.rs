//! A running statement, and its rows.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};

use super::Statistics;
use crate::{
    error::{ErrorKind, Result},
    row::{Decoder, FromRow},
};

/// A running statement: the schema of its result is known, its batches are still to come.
///
/// Dropping it stops the statement.
pub struct Execution {
    schema: SchemaRef,
    batches: BoxStream<'static, Result<RecordBatch>>,
    statistics: Option<Box<Statistics>>,
}

impl Execution {
    /// For implementors of [`Engine`](super::Engine): a schema and the batches that have it.
    pub fn new(schema: SchemaRef, batches: BoxStream<'static, Result<RecordBatch>>) -> Self {
        Self { schema, batches, statistics: None }
    }

    /// For implementors of [`Engine`](super::Engine): with the statistics of the statement.
    #[must_use]
    pub fn with_statistics(mut self, statistics: Statistics) -> Self {
        self.statistics = Some(Box::new(statistics));
        self
    }

    /// The time, bytes and price of the statement; `None` from engines that do not count them, such as the embedded one.
    pub fn statistics(&self) -> Option<&Statistics> {
        self.statistics.as_deref()
    }

    /// The columns of the result. There are none for statements without rows.
    ///
    /// It is known before most rows are. Athena does not report how many digits of a second a column has, so the driver's types for columns
    /// without a type hint have room for what may come: `timestamp` is `Timestamp(Microsecond)`, with a time zone or without, as Hive's tables
    /// have three digits, and Iceberg's six; `Timestamp(Nanosecond)`, which ends in the year 2262, where the first rows show more; `time` is
    /// `Time64(Nanosecond)`. A value that does not fit is an error that says so. [`AthenaType::from_field`](crate::types::AthenaType::from_field)
    /// has the digits that were seen, and [`text::format_value_in`](crate::text::format_value_in) prints them. The embedded engine's times and
    /// timestamps have a known precision and time zone, and Arrow types of that.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// All batches.
    ///
    /// # Errors
    /// What made the statement fail.
    pub async fn collect(self) -> Result<Vec<RecordBatch>> {
        self.batches.try_collect().await
    }

    /// The batches, as a stream.
    pub fn into_batches(self) -> BoxStream<'static, Result<RecordBatch>> {
        self.batches
    }

    /// The rows, as a stream. A row struct takes its columns by name, a tuple by position.
    ///
    /// # Errors
    /// [`ErrorKind::Schema`] when the columns of the result are not those that `R` needs.
    pub fn rows<R: FromRow>(self) -> Result<RowStream<R>> {
        let decoder = Decoder::new::<R>(&self.schema)?;
        let rows = self.batches.map(move |batch| -> Result<Vec<R>> {
            let mut rows = Vec::new();
            decoder.decode::<R>(&batch?, &mut rows)?;
            Ok(rows)
        });
        let rows = rows.map_ok(|rows| futures::stream::iter(rows).map(Ok)).try_flatten();
        Ok(RowStream(rows.boxed()))
    }

    /// All rows, in a vector.
    ///
    /// # Errors
    /// As [`rows`](Self::rows), and what made the statement fail.
    pub async fn fetch<R: FromRow>(mut self) -> Result<Vec<R>> {
        let decoder = Decoder::new::<R>(&self.schema)?;
        let mut rows = Vec::new();
        while let Some(batch) = self.batches.next().await {
            decoder.decode(&batch?, &mut rows)?;
        }
        Ok(rows)
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch), and [`ErrorKind::TooManyRows`].
    pub async fn fetch_optional<R: FromRow>(self) -> Result<Option<R>> {
        let mut rows = self.rows::<R>()?;
        let first = rows.try_next().await?;
        match rows.try_next().await? {
            None => Ok(first),
            Some(_) => Err(ErrorKind::TooManyRows.into()),
        }
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch), [`ErrorKind::NoRows`] and [`ErrorKind::TooManyRows`].
    pub async fn fetch_one<R: FromRow>(self) -> Result<R> {
        self.fetch_optional().await?.ok_or_else(|| ErrorKind::NoRows.into())
    }
}

impl fmt::Debug for Execution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execution").field("schema", &self.schema).finish_non_exhaustive()
    }
}

/// A stream of rows. Dropping it stops the statement.
pub struct RowStream<R>(BoxStream<'static, Result<R>>);

impl<R> Stream for RowStream<R> {
    type Item = Result<R>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        self.0.poll_next_unpin(cx)
    }
}

impl<R> fmt::Debug for RowStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").finish_non_exhaustive()
    }
}
