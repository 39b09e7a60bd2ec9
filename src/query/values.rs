//! VALUES: rows of literals as a relation.

use std::sync::Arc;

use super::{
    Literal,
    literal::cast,
    typing::{FromTuple, seal::Seal},
};
use crate::{
    error::Error,
    schema::{Relation, SqlBaseType, View},
};

/// Rows of literals as a view, to select from or to join: `(VALUES (1, 'a'), (2, 'b')) AS "wanted" ("n", "s")`.
///
/// ```
/// use quilt_athena::{prelude::*, query::values, quilt::NamedPackage};
///
/// #[derive(AthenaView)]
/// struct Wanted { user: String, limit: i32 }
///
/// let p = NamedPackage::view("my-bucket");
/// let w: View<Wanted> = values([("alice", 1), ("bob", 2)]);
/// assert_eq!(
///     select().from(&p).join(&w, p.user.eq(w.user)).select((p.name, w.limit)).sql()?,
///     "SELECT \"named_package\".\"name\", \"wanted\".\"limit\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
///      INNER JOIN (VALUES ('alice', 1), ('bob', 2)) AS \"wanted\" (\"user\", \"limit\") \
///      ON \"named_package\".\"user\" = \"wanted\".\"user\""
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// No row is an error when the query is printed or sent: Athena has no empty VALUES.
pub fn values<V: FromTuple<L::Row>, L: LiteralRow>(rows: impl IntoIterator<Item = L>) -> View<V> {
    let rows: Vec<_> = rows.into_iter().map(L::literals).collect();
    View::from_source(match rows.is_empty() {
        true => Relation::Wrong(Error::invalid_query("VALUES needs at least one row")),
        false => Relation::Values { rows: Arc::new(rows), columns: V::FIELDS },
    })
}

/// A tuple of literals.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of literals",
    label = "expected a tuple of up to 12 values: strings, numbers, dates, times",
    note = "a row of one column is a tuple as well: `(\"a\",)`"
)]
pub trait LiteralRow {
    /// The types of its columns, as a tuple.
    type Row;
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn literals(self) -> Vec<sea_query::Expr>;
}

/// A value with a cast where its literal would have another type: the first row decides the types of the columns in Athena.
fn typed<L: Literal>(value: L) -> sea_query::Expr {
    use crate::types::AthenaType::{Bigint, Smallint, Tinyint};
    match L::Base::athena_type() {
        of @ (Tinyint | Smallint | Bigint) => cast(value.literal(), &of),
        _ => value.literal(),
    }
}

macro_rules! rows {
    (@one $($t:ident)+) => {
        impl<$($t: Literal),+> LiteralRow for ($($t,)+) {
            type Row = ($($t::Base,)+);
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn literals(self) -> Vec<sea_query::Expr> {
                let ($($t,)+) = self;
                vec![$(typed($t)),+]
            }
        }
    };
    (@go [$($p:ident)*]) => {};
    (@go [$($p:ident)*] $t:ident $($rest:ident)*) => {
        rows!(@one $($p)* $t);
        rows!(@go [$($p)* $t] $($rest)*);
    };
    ($($all:ident)*) => { rows!(@go [] $($all)*); };
}

rows!(A B C D E F G H J K M N);
