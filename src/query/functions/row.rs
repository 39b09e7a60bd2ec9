//! Rows: `row(a t, …)`, a struct of Hive's.

use super::{Expr, Expression, Form, Kind};
use crate::schema::SqlBaseType;

/// `(row).name`: a field of a row, of the type that the caller says; NULL where it or the row is. Nothing checks name and type before Athena
/// does.
///
/// ```
/// # #[cfg(feature = "serde_json")]
/// # {
/// use quilt_athena::{prelude::*, query::functions::row::field, row::Json};
/// #
/// # #[derive(serde::Deserialize)]
/// # struct Hash { value: String }
/// # let _ = |hash: Hash| hash.value;
///
/// #[derive(AthenaView)]
/// #[athena(view = "quilt_manifests_{bucket}")]
/// struct Entry { logical_key: Option<String>, hash: Option<Json<Hash>> }
///
/// let e = Entry::view("my-bucket");
/// assert_eq!(
///     select().from(&e).select(field::<String, _>(e.hash, "value")).sql()?,
///     "SELECT (\"entry\".\"hash\").\"value\" FROM \"quilt_manifests_my-bucket\" AS \"entry\""
/// );
/// # }
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn field<T: SqlBaseType, E: Expression>(row: E, name: &str) -> Expr<E::Reads, Option<T>> {
    Expr::new(Form::new(Kind::Call).put("(").operand(row.ast()).put(").").name(name).done())
}
