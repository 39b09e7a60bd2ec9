//! UPDATE.

use std::{fmt, marker::PhantomData};

use super::{
    super::{
        Predicate,
        typing::{Argument, AssignableTo, Filtered, HasRowFilter, NoWindow, Reads, Unfiltered},
    },
    assignments::{self, Assignments},
    rows::TargetRows,
};
use crate::{
    error::Result,
    schema::{AthenaView, Column, ColumnName, SqlType, View},
    sql::{self, write},
    statement::Statement,
};

/// `UPDATE table SET …`, of an Iceberg table. `W` is whether its rows are chosen: `Filtered` or `Unfiltered`.
#[must_use = "a statement does nothing until it is executed"]
pub struct Update<V, W = Unfiltered> {
    rows: TargetRows,
    assignments: Assignments<V, (V,)>,
    of: PhantomData<fn() -> W>,
}

/// `UPDATE table SET … WHERE …`: changes rows of an Iceberg table (user guide, "UPDATE"). Choose them with
/// [`filter`](Update::filter) or [`all_rows`](Update::all_rows).
///
/// ```
/// use quilt_athena::{prelude::*, query::{null, update}};
///
/// #[derive(AthenaView)]
/// #[athena(view = "events")]
/// struct Event { id: i64, user: String, note: Option<String>, n: i64 }
///
/// let e = Event::view();
/// let update = update(&e).set(e.user, "it's me").set(e.n, e.n.plus(1)).set(e.note, null()).filter(e.id.eq(7));
/// assert_eq!(
///     update.statement()?.sql(),
///     "UPDATE \"events\" SET \"user\" = 'it''s me', \"n\" = \"n\" + 1, \"note\" = CAST(NULL AS varchar) WHERE \"id\" = 7"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn update<V: AthenaView>(table: &View<V>) -> Update<V> {
    Update { rows: TargetRows::of(table), assignments: Assignments::new(), of: PhantomData }
}

impl<V: AthenaView, W> Update<V, W> {
    /// `SET column = value`: a value, a column or an expression of the column's type, which reads the row as it was. NULL goes only into a
    /// column that is an `Option`. A subquery in it cannot read the table's columns; see [`filter`](Self::filter).
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, query::update};
    /// # #[derive(AthenaView)]
    /// # #[athena(view = "events")]
    /// # struct Event { id: i64, user: String, note: Option<String> }
    /// # let e = Event::view();
    /// let update = update(&e).set(e.user, e.note.or_else("nobody")).set(e.note, e.user);
    /// assert_eq!(
    ///     update.filter(e.id.eq(7)).statement()?.sql(),
    ///     "UPDATE \"events\" SET \"user\" = COALESCE(\"note\", 'nobody'), \"note\" = \"user\" WHERE \"id\" = 7"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn set<T: SqlType, N: ColumnName, E, X, Y, I>(self, column: Column<V, T, N>, value: E) -> Self
    where
        E: Argument<T::Base, X, Y>,
        X: Reads<(V,), I> + NoWindow,
        Y: AssignableTo<T>,
    {
        Self { assignments: self.assignments.set(column, value), ..self }
    }

    /// `WHERE condition`; once more, and both must hold. A subquery in it cannot read the table's columns: Athena's grammar gives the table
    /// no alias here. [`merge_into`](super::merge_into) can do that.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, query::update};
    /// # #[derive(AthenaView)]
    /// # #[athena(view = "events")]
    /// # struct Event { id: i64, user: String, note: Option<String> }
    /// # let e = Event::view();
    /// let update = update(&e).set(e.note, "old").filter(e.note.is_null()).filter(e.id.lt(9));
    /// assert_eq!(update.statement()?.sql(), "UPDATE \"events\" SET \"note\" = 'old' WHERE \"note\" IS NULL AND \"id\" < 9");
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn filter<P: Predicate, I>(mut self, condition: P) -> Update<V, Filtered>
    where
        P::Reads: Reads<(V,), I> + NoWindow,
    {
        self.rows.filter(condition.into_ast());
        self.filtered()
    }

    /// No WHERE: every row.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, query::update};
    /// # #[derive(AthenaView)]
    /// # #[athena(view = "events")]
    /// # struct Event { note: Option<String> }
    /// let e = Event::view();
    /// assert_eq!(update(&e).set(e.note, "-").all_rows().statement()?.sql(), "UPDATE \"events\" SET \"note\" = '-'");
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn all_rows(mut self) -> Update<V, Filtered> {
        self.rows.all();
        self.filtered()
    }

    fn filtered(self) -> Update<V, Filtered> {
        Update { rows: self.rows, assignments: self.assignments, of: PhantomData }
    }

    /// The statement.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) when `table` is not the current version of a table (a subquery, a sample, a past version); when no
    /// column is set, or one twice; when the condition holds for every row without [`all_rows`](Self::all_rows); for a subquery that reads
    /// the table's columns; for SQL that is too long. Otherwise what is wrong with a name or a value.
    pub fn statement(&self) -> Result<Statement>
    where
        W: HasRowFilter,
    {
        let table = self.rows.table()?;
        assignments::check(self.assignments.values())?;
        let update = write::update(table.parts(), self.assignments.values().clone(), self.rows.condition()?);
        sql::writing(&update, V::NAME).map(Statement::query)
    }
}

impl<V, W> Clone for Update<V, W> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), assignments: self.assignments.clone(), of: PhantomData }
    }
}

impl<V, W> fmt::Debug for Update<V, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Update").field("rows", &self.rows).field("assignments", &self.assignments).finish()
    }
}
