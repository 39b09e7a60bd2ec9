//! Files as rows: Hive's SerDes, as Trino's native readers read them.
//!
//! A SerDe has a file with its class, its properties and its reader, and a variant of [`SerDe`]; nothing outside of this module knows one.

mod arrays;
mod delimited;
mod errors;
mod invalid_data;
mod lenient_json;
mod lines;
mod numbers;
mod openx;
mod rows;
mod value;

pub(crate) use arrays::is_readable;
pub(crate) use rows::{FileProjection, RowBuffer};

use delimited::DelimitedSerDe;
use openx::OpenXSerDe;

use crate::{
    error::{Error, Result},
    types::AthenaType,
};

/// What CREATE EXTERNAL TABLE says about the format of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FormatClauses {
    /// The class of ROW FORMAT SERDE. Without one it is LazySimpleSerDe.
    pub(crate) class: Option<String>,
    /// Keys are in lower case.
    pub(crate) properties: Vec<(String, String)>,
    pub(crate) stored_as: Option<StoredAs>,
}

/// STORED AS
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoredAs {
    /// `TEXTFILE`, `PARQUET`, …
    Format(String),
    /// INPUTFORMAT: the class.
    InputFormat(String),
}

/// Whether a property is one of a SerDe, also of one that is not read here.
pub(crate) fn is_serde_property(key: &str) -> bool {
    const FAMILIES: [&str; 5] = ["mapping.", "input.regex", "output.format", "ion.", "avro."];
    const KEYS: [&str; 15] = [
        "case.insensitive",
        "colelction.delim",
        "collection.delim",
        "dots.in.keys",
        "escape.delim",
        "escapechar",
        "explicit.null",
        "field.delim",
        "ignore.malformed.json",
        "line.delim",
        "mapkey.delim",
        "paths",
        "quotechar",
        "separatorchar",
        "strip.outer.array",
    ];
    invalid_data::is_key(key) || KEYS.contains(&key) || FAMILIES.iter().any(|family| key.starts_with(family))
}

/// How the files of a table are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SerDe {
    /// `org.openx.data.jsonserde.JsonSerDe`
    OpenX(OpenXSerDe),
    /// `ROW FORMAT DELIMITED`, LazySimpleSerDe
    Delimited(DelimitedSerDe),
}

impl SerDe {
    /// # Errors
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) for formats, SerDes and properties that are not read here.
    pub(crate) fn new(clauses: &FormatClauses) -> Result<Self> {
        check_text_format(clauses.stored_as.as_ref())?;
        let properties = invalid_data::without(&clauses.properties)?;
        match clauses.class.as_deref() {
            None | Some(delimited::CLASS) => DelimitedSerDe::new(&properties).map(Self::Delimited),
            Some(openx::CLASS) => OpenXSerDe::new(&properties).map(Self::OpenX),
            Some(other) => Err(Error::unsupported(format!("the SerDe `{other}`"))),
        }
    }

    /// # Errors
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) for a column's type that this SerDe does not read.
    pub(crate) fn check_type(&self, data_type: &AthenaType) -> Result<()> {
        match self {
            Self::OpenX(_) => Ok(()),
            Self::Delimited(_) => delimited::check_type(data_type),
        }
    }

    /// Reads one file.
    ///
    /// # Errors
    /// What cannot be read, with its place; a file that is compressed.
    pub(crate) fn read(
        &self,
        path: &str,
        bytes: &[u8],
        projection: &FileProjection,
        rows: &mut RowBuffer,
    ) -> Result<()> {
        if is_compressed(path) && !bytes.is_empty() {
            return Err(Error::unsupported(format!("the compressed file `{path}`")));
        }
        match self {
            Self::OpenX(serde) => lines::read_lines(path, bytes, |line| serde.read_line(line, projection, rows)),
            Self::Delimited(serde) => lines::read_lines(path, bytes, |line| {
                serde.read_line(line, projection, rows);
                Ok(())
            }),
        }
    }
}

fn check_text_format(stored_as: Option<&StoredAs>) -> Result<()> {
    match stored_as {
        None => Ok(()),
        Some(StoredAs::Format(format)) if format == "TEXTFILE" => Ok(()),
        Some(StoredAs::Format(format)) => Err(Error::unsupported(format!("STORED AS {format}"))),
        Some(StoredAs::InputFormat(class)) if class == "org.apache.hadoop.mapred.TextInputFormat" => Ok(()),
        Some(StoredAs::InputFormat(class)) => Err(Error::unsupported(format!("the input format `{class}`"))),
    }
}

/// The last part of a file's name decides, and nothing in the file (Trino 435, by all of its names).
fn is_compressed(path: &str) -> bool {
    const EXTENSIONS: [&str; 8] = ["bz2", "deflate", "gz", "lz4", "lzo", "lzo_deflate", "snappy", "zst"];
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').is_some_and(|(_, last)| EXTENSIONS.contains(&last))
}
