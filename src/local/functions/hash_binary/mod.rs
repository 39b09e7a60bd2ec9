//! Byte strings: how they are written, and their hashes ("Binary functions and operators"). `concat`, `length`, `lpad`, `reverse`, `rpad` and
//! `substr` are with the strings.

mod checksums;
mod encodings;
pub(super) mod parts;
mod spooky;
mod utf8;

use std::sync::Arc;

use arrow_array::{BinaryArray, cast::AsArray};
use arrow_schema::DataType;
use datafusion::logical_expr::ScalarUDF;

use super::support::{
    arguments::{returns_varbinary, returns_varchar, varchars},
    define::function,
    values::{bytes_scalar, each, string},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    let own = vec![
        function("to_utf8", varchars::<1>, returns_varbinary, |args, data_type| {
            each(args, data_type, |row| Ok(Some(bytes_scalar(string(&row[0])))))
        }),
        function("from_utf8", utf8::types, returns_varchar, utf8::decoded),
        function(
            "$concat_bytes",
            |_, _| Ok(vec![DataType::Binary; 2]),
            returns_varbinary,
            |args, _| {
                let (a, b) = (args[0].as_binary::<i32>(), args[1].as_binary::<i32>());
                let joined = a.iter().zip(b).map(|(a, b)| Some([a?, b?].concat()));
                Ok(Arc::new(joined.collect::<BinaryArray>()))
            },
        ),
    ];
    [own, checksums::all(), encodings::all()].into_iter().flatten().collect()
}
