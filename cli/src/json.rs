//! Rows as JSON.

use std::{
    io::{self, Write},
    sync::Arc,
};

use arrow_array::{Array, Float32Array, Float64Array, cast::AsArray};
use arrow_json::{
    Encoder, EncoderFactory, EncoderOptions, Writer, WriterBuilder,
    writer::{JsonFormat, NullableEncoder},
};
use arrow_schema::{ArrowError, DataType, FieldRef, Fields};

use crate::failure::Failure;

/// A writer of batches; NULL is written.
pub(crate) fn writer<F: JsonFormat>(out: impl Write) -> Writer<impl Write, F> {
    WriterBuilder::new().with_explicit_nulls(true).with_encoder_factory(Arc::new(Numbers)).build(out)
}

/// Refuses columns, and fields of a row, that would be two keys of one name in an object.
///
/// # Errors
/// [`Failure::Usage`]
pub(crate) fn check_names(fields: &Fields) -> Result<(), Failure> {
    for (i, field) in fields.iter().enumerate() {
        if fields.iter().take(i).any(|other| other.name() == field.name()) {
            return Err(Failure::Usage(format!(
                "two columns of the result have the name `{}`, and a JSON object has a name once: rename one with AS, or use --format csv",
                field.name()
            )));
        }
        check_inside(field.data_type())?;
    }
    Ok(())
}

fn check_inside(data_type: &DataType) -> Result<(), Failure> {
    match data_type {
        DataType::Struct(fields) => check_names(fields),
        DataType::List(item) => check_inside(item.data_type()),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(entry) => entry.iter().try_for_each(|field| check_inside(field.data_type())),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// JSON has no NaN and no infinities. They are strings, as in the protocol of Trino's clients; arrow-json would write `null`.
#[derive(Debug)]
struct Numbers;

impl EncoderFactory for Numbers {
    fn make_default_encoder<'a>(
        &self,
        _: &'a FieldRef,
        array: &'a dyn Array,
        _: &'a EncoderOptions,
    ) -> Result<Option<NullableEncoder<'a>>, ArrowError> {
        let encoder: Box<dyn Encoder + 'a> = match array.data_type() {
            DataType::Float64 => Box::new(Doubles(array.as_primitive())),
            DataType::Float32 => Box::new(Reals(array.as_primitive())),
            _ => return Ok(None),
        };
        Ok(Some(NullableEncoder::new(encoder, array.nulls().cloned())))
    }
}

struct Doubles<'a>(&'a Float64Array);

impl Encoder for Doubles<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let value = self.0.value(row);
        encode(out, value, &value)
    }
}

struct Reals<'a>(&'a Float32Array);

impl Encoder for Reals<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let value = self.0.value(row);
        encode(out, value.into(), &value)
    }
}

/// The fewest digits that are this value, which for a real are fewer than for the double of it.
fn encode(out: &mut Vec<u8>, value: f64, digits: &dyn std::fmt::Debug) {
    let written: io::Result<()> = match value {
        _ if value.is_finite() => write!(out, "{digits:?}"),
        _ if value.is_nan() => out.write_all(b"\"NaN\""),
        _ if value > 0.0 => out.write_all(b"\"Infinity\""),
        _ => out.write_all(b"\"-Infinity\""),
    };
    debug_assert!(written.is_ok(), "memory takes everything");
}
