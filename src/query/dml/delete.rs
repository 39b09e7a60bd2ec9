//! DELETE.

use std::{fmt, marker::PhantomData};

use super::{
    super::{
        Predicate,
        typing::{Filtered, HasRowFilter, NoWindow, Reads, Unfiltered},
    },
    rows::TargetRows,
};
use crate::{
    error::Result,
    schema::{AthenaView, View},
    sql::{self, write},
    statement::Statement,
};

/// `DELETE FROM table`, of an Iceberg table. `W` is whether its rows are chosen: `Filtered` or `Unfiltered`.
#[must_use = "a statement does nothing until it is executed"]
pub struct Delete<V, W = Unfiltered> {
    rows: TargetRows,
    of: PhantomData<fn() -> (V, W)>,
}

/// `DELETE FROM table WHERE …`: deletes rows of an Iceberg table (user guide, "DELETE"). Choose them with
/// [`filter`](Delete::filter) or [`all_rows`](Delete::all_rows).
///
/// ```
/// use quilt_athena::{prelude::*, query::delete_from};
///
/// #[derive(AthenaView)]
/// #[athena(view = "events")]
/// struct Event { id: i64, user: String, note: Option<String> }
///
/// let e = Event::view();
/// let delete = delete_from(&e).filter(e.user.eq("alice").or(e.note.is_null())).filter(e.id.gt(7));
/// assert_eq!(
///     delete.statement()?.sql(),
///     "DELETE FROM \"events\" WHERE (\"user\" = 'alice' OR \"note\" IS NULL) AND \"id\" > 7"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn delete_from<V: AthenaView>(table: &View<V>) -> Delete<V> {
    Delete::of(TargetRows::of(table))
}

impl<V, W> Delete<V, W> {
    fn of(rows: TargetRows) -> Self {
        Self { rows, of: PhantomData }
    }
}

impl<V: AthenaView, W> Delete<V, W> {
    /// `WHERE condition`; once more, and both must hold. A subquery in it cannot read the table's columns: Athena's grammar gives the table
    /// no alias here. [`merge_into`](super::merge_into) can do that.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, query::delete_from};
    /// # #[derive(AthenaView)]
    /// # #[athena(view = "events")]
    /// # struct Event { id: i64, user: String, note: Option<String> }
    /// # let e = Event::view();
    /// let q = e.alias::<'q'>();
    /// let banned = select().from(&q).filter(q.note.eq("banned")).select(q.user);
    /// assert_eq!(
    ///     delete_from(&e).filter(e.user.in_query(banned)).filter(e.id.lt(9)).statement()?.sql(),
    ///     "DELETE FROM \"events\" WHERE \"user\" IN (SELECT \"q\".\"user\" FROM \"events\" AS \"q\" WHERE \"q\".\"note\" = 'banned') \
    ///      AND \"id\" < 9"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn filter<P: Predicate, I>(mut self, condition: P) -> Delete<V, Filtered>
    where
        P::Reads: Reads<(V,), I> + NoWindow,
    {
        self.rows.filter(condition.into_ast());
        Delete::of(self.rows)
    }

    /// No WHERE: every row.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, query::delete_from};
    /// # #[derive(AthenaView)]
    /// # #[athena(view = "events")]
    /// # struct Event { id: i64 }
    /// let e = Event::view().in_schema("my-db");
    /// assert_eq!(delete_from(&e).all_rows().statement()?.sql(), "DELETE FROM \"my-db\".\"events\"");
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn all_rows(mut self) -> Delete<V, Filtered> {
        self.rows.all();
        Delete::of(self.rows)
    }

    /// The statement.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) when `table` is not the current version of a table (a subquery, a sample, a past version); when the
    /// condition holds for every row without [`all_rows`](Self::all_rows); for a subquery that reads the table's columns; for SQL that
    /// is too long. Otherwise what is wrong with a name or a value.
    pub fn statement(&self) -> Result<Statement>
    where
        W: HasRowFilter,
    {
        let table = self.rows.table()?;
        let delete = write::delete(table.parts(), self.rows.condition()?);
        sql::writing(&delete, V::NAME).map(Statement::query)
    }
}

impl<V, W> Clone for Delete<V, W> {
    fn clone(&self) -> Self {
        Self::of(self.rows.clone())
    }
}

impl<V, W> fmt::Debug for Delete<V, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Delete").field(&self.rows).finish()
    }
}
