//! Typed columns.

use std::{fmt, marker::PhantomData};

/// The name of a column, as a type: the derive makes one per field.
pub trait ColumnName: 'static {
    /// The name in SQL.
    const NAME: &'static str;
}

/// A column named `N`, of type `T`, of the view `V`.
///
/// It has no size and is `Copy`: all of it is in its type, so a query can be checked by the compiler. Its operators
/// ([`eq`](Column::eq), [`like`](Column::like), [`desc`](Column::desc), …) are methods; each builds an [`Expr`](crate::query::Expr).
pub struct Column<V, T, N>(PhantomData<fn() -> (V, T, N)>);

impl<V, T, N> Column<V, T, N> {
    #[doc(hidden)]
    pub const fn new() -> Self {
        Column(PhantomData)
    }
}

impl<V, T, N> Clone for Column<V, T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V, T, N> Copy for Column<V, T, N> {}

impl<V, T, N: ColumnName> fmt::Debug for Column<V, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&N::NAME).finish()
    }
}
