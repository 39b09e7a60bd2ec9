//! The columns of a row struct in a SELECT list.

use super::{
    select_list::SelectList,
    typing::{Selection, seal::Seal},
};
use crate::{row::AthenaRow, schema::AthenaView};

/// All fields of a row struct: see [`row`] and [`View::all`](crate::schema::View::all).
#[derive(Debug)]
pub struct RowOf<R>(std::marker::PhantomData<fn() -> R>);

/// The columns of a row struct, beside others in a SELECT list.
///
/// ```
/// use quilt_athena::{prelude::*, query::{row, row_number, window}, quilt::{PackageRow, packages, NamedPackage}};
///
/// let p = NamedPackage::view("my-bucket");
/// let query: Query<(PackageRow, i64)> = packages("my-bucket")
///     .select((row::<PackageRow>(), row_number().over(window().partition_by(p.name).order_by(p.timestamp.desc()))))
///     .rows();
/// assert!(query.sql()?.starts_with("SELECT \"named_package\".\"user\" AS \"user\", "));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn row<R>() -> RowOf<R> {
    RowOf(std::marker::PhantomData)
}

impl<V: AthenaView> crate::schema::View<V> {
    /// All columns of the view, for a struct that derives `AthenaRow` too, `from` itself.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage}};
    /// let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    /// let query: Query<(Manifest, String)> =
    ///     select().from(&p).join(&m, p.hash.eq(m.tophash)).select((m.all(), p.name)).rows();
    /// assert!(query.sql()?.starts_with("SELECT \"manifest\".\"tophash\" AS \"tophash\", \"manifest\".\"message\" AS \"message\", "));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn all(&self) -> RowOf<V> {
        row()
    }
}

impl<S, I, R: AthenaRow<S, I>> Selection<S, R, I> for RowOf<R> {
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        R::items(out);
    }
}
