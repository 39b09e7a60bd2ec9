//! Columns of JSON, and nested ones that are read from it.

use arrow_array::{ArrayRef, cast::AsArray};
use arrow_schema::DataType;

use super::FromColumn;
use crate::{schema::SqlBaseType, types::AthenaType};

/// An array, a map or a row, read from JSON as a type that implements serde's `Deserialize`.
///
/// ```
/// use quilt_athena::{prelude::*, row::Json};
///
/// #[derive(serde::Deserialize)]
/// struct Hash { r#type: String, value: String }
///
/// #[derive(AthenaView)]
/// #[athena(view = "quilt_manifests_{bucket}")]
/// struct Entry { logical_key: Option<String>, hash: Option<Json<Hash>> }
///
/// let e = Entry::view("my-bucket");
/// assert_eq!(
///     select().from(&e).select(e.hash).sql()?,
///     "SELECT json_format(CAST(\"entry\".\"hash\" AS JSON)) AS \"hash\" FROM \"quilt_manifests_my-bucket\" AS \"entry\""
/// );
/// # let _ = |hash: Hash| (hash.r#type, hash.value);
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Json<T>(pub T);

impl<T: Send + 'static> SqlBaseType for Json<T> {
    fn athena_type() -> AthenaType {
        AthenaType::Json
    }

    fn asked_for_as_json() -> bool {
        true
    }
}

impl<T: serde::de::DeserializeOwned + Send + 'static> FromColumn for Json<T> {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Utf8
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let text = array.as_string::<i32>().value(row);
        serde_json::from_str(text).map(Json).map_err(|_| "its JSON does not fit the type inside `Json<…>`")
    }
}

impl FromColumn for serde_json::Value {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Utf8
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        serde_json::from_str(array.as_string::<i32>().value(row)).map_err(|_| "not JSON")
    }
}
