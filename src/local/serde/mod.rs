//! Files as rows: Hive's SerDes, as Trino's native readers read them.

mod arrays;
mod delimited;
mod json;
mod lines;
mod numbers;
mod openx;

use arrow_array::ArrayRef;
use arrow_schema::SchemaRef;

pub(crate) use arrays::readable;
pub(crate) use delimited::Delimited;
pub(crate) use openx::OpenX;

use json::Json;

use crate::error::{Error, ErrorKind, Result};

/// How the lines of a table's files are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SerDe {
    /// `org.openx.data.jsonserde.JsonSerDe`
    OpenX(OpenX),
    /// `ROW FORMAT DELIMITED`, LazySimpleSerDe
    Delimited(Delimited),
}

/// What a query needs of a file.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// The table's columns.
    pub(crate) schema: SchemaRef,
    /// The positions of those that are read.
    pub(crate) columns: Vec<usize>,
    /// Rows in which one of these text columns is not NULL are left out.
    pub(crate) null_columns: Vec<usize>,
}

/// The values of the wanted columns, row by row.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    columns: Vec<Vec<Json>>,
    rows: usize,
}

impl Cells {
    pub(crate) fn new(wanted: &Wanted) -> Self {
        Self { columns: wanted.columns.iter().map(|_| Vec::new()).collect(), rows: 0 }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row, which has a value for each wanted column.
    fn push(&mut self, row: impl IntoIterator<Item = Json>) {
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(value);
        }
        self.rows += 1;
    }

    /// The columns as Arrow arrays.
    ///
    /// # Errors
    /// A value that its column's type cannot be read from.
    pub(crate) fn arrays(&self, wanted: &Wanted) -> Result<Vec<ArrayRef>> {
        let columns = self.columns.iter().zip(&wanted.columns);
        columns.map(|(values, i)| arrays::array(values, wanted.schema.field(*i))).collect()
    }
}

impl SerDe {
    /// Reads one file.
    ///
    /// # Errors
    /// A line that cannot be read, with its place; a file that is compressed.
    pub(crate) fn read(&self, path: &str, bytes: &[u8], wanted: &Wanted, cells: &mut Cells) -> Result<()> {
        if compressed(path) && !bytes.is_empty() {
            return Err(Error::unsupported(format!("the compressed file `{path}`")));
        }
        for (i, line) in lines::lines(bytes).enumerate() {
            let line = String::from_utf8_lossy(line);
            let read = match self {
                Self::OpenX(serde) => serde.read(&line, wanted, cells),
                Self::Delimited(serde) => {
                    serde.read(&line, wanted, cells);
                    Ok(())
                }
            };
            read.map_err(|reason| unreadable(format!("{path}, line {}: {reason}", i + 1)))?;
        }
        Ok(())
    }
}

/// The last part of a file's name decides, and nothing in the file (Trino 435, by all of its names).
fn compressed(path: &str) -> bool {
    const NAMES: [&str; 8] = ["bz2", "deflate", "gz", "lz4", "lzo", "lzo_deflate", "snappy", "zst"];
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').is_some_and(|(_, last)| NAMES.contains(&last))
}

/// Trino's line readers fail by this name, whatever a line has wrong with it.
fn unreadable(message: String) -> Error {
    ErrorKind::Refused { code: "HIVE_CURSOR_ERROR".into(), message }.into()
}
