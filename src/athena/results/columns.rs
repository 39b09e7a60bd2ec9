//! The columns of a result: from `ColumnInfo` to an Arrow schema.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use aws_sdk_athena::types::{ColumnInfo, Row};

use super::unreadable;
use crate::{
    error::{ErrorKind, Result},
    statement::TypeHint,
    text::read::{Encoding, Reason, TextColumn},
    types::AthenaType,
};

/// Names Athena's type in a field's metadata, where Arrow has only text for it.
const TYPE: &str = "athena:type";

/// What is known of the columns before the first row is read.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    schema: SchemaRef,
    types: Arc<[AthenaType]>,
    sizes: Arc<Sizes>,
}

/// How large the last batch was: the next one will need about as much room.
#[derive(Debug, Default)]
struct Sizes {
    rows: AtomicUsize,
    bytes: Vec<AtomicUsize>,
}

impl Columns {
    /// `first` are the first rows: their texts show how many digits the seconds of a column have, which `ColumnInfo` does not tell.
    pub(super) fn new(infos: &[ColumnInfo], type_hints: &[TypeHint], first: &[Row]) -> Result<Self> {
        let (mut fields, mut types) = (Vec::with_capacity(infos.len()), Vec::with_capacity(infos.len()));
        for (i, info) in infos.iter().enumerate() {
            let label = info.label().unwrap_or_else(|| info.name());
            // What has a type hint stays as Athena prints it: the hint is applied to that, above every engine.
            let (of, spelled) = match type_hints.iter().any(|hint| hint.applies_to(i, label)) {
                true => (AthenaType::Varchar(None), None),
                false => column_type(info, || texts(first, i))?,
            };
            fields.push(Self::field(label, of.arrow(), spelled.as_deref()));
            types.push(of);
        }
        let sizes = Sizes { rows: AtomicUsize::new(0), bytes: types.iter().map(|_| AtomicUsize::new(0)).collect() };
        Ok(Self { schema: Arc::new(Schema::new(fields)), types: types.into(), sizes: Arc::new(sizes) })
    }

    /// A field, with Athena's type where Arrow's does not tell it.
    pub(super) fn field(label: &str, of: DataType, spelled: Option<&str>) -> Field {
        let field = Field::new(label, of, true);
        match spelled {
            Some(spelled) => field.with_metadata(HashMap::from([(TYPE.to_owned(), spelled.to_owned())])),
            None => field,
        }
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(super) fn len(&self) -> usize {
        self.types.len()
    }

    pub(super) fn label(&self, column: usize) -> &str {
        self.schema.field(column).name()
    }

    /// Empty columns with room for so many rows; for as many as the last batch had, once there was one.
    pub(super) fn builders(&self, rows: usize) -> Vec<TextColumn> {
        let (rows, known) = match self.sizes.rows.load(Ordering::Relaxed) {
            0 => (rows, false),
            last => (last + last / 16, true),
        };
        let columns = self.types.iter().zip(&self.sizes.bytes);
        columns
            .map(|(of, bytes)| {
                let bytes = bytes.load(Ordering::Relaxed);
                TextColumn::with_bytes(of, rows, if known { bytes + bytes / 16 } else { rows * 16 }, Encoding::Plain)
            })
            .collect()
    }

    /// The error of a value that is not of its column's type.
    pub(super) fn wrong_value(&self, column: usize, row: usize, reason: Reason) -> crate::Error {
        ErrorKind::Decode { column: self.label(column).to_owned(), row, reason }.into()
    }

    /// A batch of columns that have been filled.
    pub(super) fn batch(&self, builders: &mut [TextColumn], rows: usize, first_row: usize) -> Result<RecordBatch> {
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(builders.len());
        for (i, builder) in builders.iter_mut().enumerate() {
            self.sizes.bytes[i].store(builder.bytes(), Ordering::Relaxed);
            arrays.push(builder.finish().map_err(|(row, reason)| self.wrong_value(i, first_row + row, reason))?);
        }
        self.sizes.rows.store(rows, Ordering::Relaxed);
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
            .map_err(|cause| unreadable(cause.to_string()))
    }
}

fn texts(rows: &[Row], column: usize) -> Option<&str> {
    rows.iter().find_map(|row| row.data().get(column)?.var_char_value())
}

/// The type of a column, and its name where Arrow's type does not tell.
fn column_type<'a>(info: &ColumnInfo, first: impl Fn() -> Option<&'a str>) -> Result<(AthenaType, Option<String>)> {
    let name = info.r#type();
    let length = u32::try_from(info.precision()).ok().filter(|length| *length < i32::MAX as u32 && *length > 0);
    let spelled = match (name, length) {
        ("decimal", _) => format!("decimal({},{})", info.precision(), info.scale()),
        ("varchar" | "char", Some(length)) => format!("{name}({length})"),
        _ => name.to_owned(),
    };
    // Without the types inside it, a nested value stays the text that Athena prints. So does what future versions may have.
    let Ok(of) = spelled.parse::<AthenaType>() else {
        return match name {
            "decimal" => Err(unreadable(format!("column `{}` is `{spelled}`", info.name()))),
            _ => Ok((AthenaType::Varchar(None), Some(spelled))),
        };
    };
    let seconds = || digits(first());
    Ok(match of {
        AthenaType::Time(_) => (AthenaType::Time(seconds()), None),
        AthenaType::Timestamp(_) => (AthenaType::Timestamp(seconds()), None),
        AthenaType::TimestampTz(_) => (AthenaType::TimestampTz(seconds()), None),
        AthenaType::TimeTz(_) | AthenaType::Json | AthenaType::Uuid | AthenaType::IpAddress => (of, Some(spelled)),
        of => (of, None),
    })
}

/// How many digits a column's seconds have: as many as in any of its values. In units of three, as Arrow counts.
fn digits(text: Option<&str>) -> u8 {
    let fraction = text.and_then(|text| text.split_once('.')).map_or("", |(_, fraction)| fraction);
    match fraction.bytes().take_while(u8::is_ascii_digit).count() {
        0..=3 => 3,
        4..=6 => 6,
        _ => 9,
    }
}
