//! Rows: `row(a t, …)`, which Hive calls a struct.

use super::{Expr, Expression, FragmentKind, SqlFragment};
use crate::schema::SqlBaseType;

/// `(row).name`: a field of a row; NULL if the field or the row is. The caller names its type; nothing but Athena checks the name and the type.
///
/// ```
/// # #[cfg(feature = "serde_json")]
/// # {
/// use quilt_athena::{prelude::*, query::functions::row::field, row::Json};
///
/// #[derive(serde::Deserialize)]
/// struct Hash { value: String }
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
    Expr::new(SqlFragment::new(FragmentKind::Call).put("(").operand(row.ast()).put(").").name(name).done())
}
