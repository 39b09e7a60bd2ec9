//! What a query needs of a file, and the rows that a file gives.

use arrow_array::ArrayRef;
use arrow_schema::SchemaRef;

use super::{arrays, value::CellValue};
use crate::error::Result;

/// The columns that a query needs of a file, and which rows it can do without.
#[derive(Debug, Clone)]
pub(crate) struct FileProjection {
    /// The table's columns.
    pub(crate) schema: SchemaRef,
    /// The positions of those that are read.
    pub(crate) columns: Vec<usize>,
    /// Rows in which one of these `string` columns is not NULL are left out.
    pub(crate) null_columns: Vec<usize>,
}

/// The values of the projected columns, row by row.
#[derive(Debug, Default)]
pub(crate) struct RowBuffer {
    columns: Vec<Vec<CellValue>>,
    rows: usize,
}

impl RowBuffer {
    pub(crate) fn new(projection: &FileProjection) -> Self {
        Self { columns: projection.columns.iter().map(|_| Vec::new()).collect(), rows: 0 }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row, which has a value for each projected column.
    pub(super) fn push(&mut self, row: impl IntoIterator<Item = CellValue>) {
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(value);
        }
        self.rows += 1;
    }

    /// The columns as Arrow arrays.
    ///
    /// # Errors
    /// A value that its column's type cannot be read from.
    pub(crate) fn arrays(&self, projection: &FileProjection) -> Result<Vec<ArrayRef>> {
        let columns = self.columns.iter().zip(&projection.columns);
        columns.map(|(values, i)| arrays::array(values, projection.schema.field(*i))).collect()
    }
}
