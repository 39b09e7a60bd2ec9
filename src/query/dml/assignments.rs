//! Columns and what is stored in them.

use std::{fmt, marker::PhantomData};

use super::super::{
    check,
    typing::{Argument, AssignableTo, NoWindow, Reads},
};
use crate::{
    error::{Error, Result},
    schema::{AthenaView, Column, ColumnName, SqlType},
    sql::write::Assigned,
};

/// The new values of a row of `V`, as expressions over the scope `S`.
pub struct Assignments<V, S> {
    values: Assigned,
    of: PhantomData<fn() -> (V, S)>,
}

impl<V: AthenaView, S> Assignments<V, S> {
    pub(super) fn new() -> Self {
        Self { values: Vec::new(), of: PhantomData }
    }

    /// `column = value`: a value, a column or an expression of the column's type. NULL goes only into a column that is an `Option`.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, query::merge_into};
    /// # #[derive(AthenaView)]
    /// # #[athena(view = "events")]
    /// # struct Event { id: i64, user: String, note: Option<String> }
    /// # #[derive(AthenaView)]
    /// # #[athena(view = "changes")]
    /// # struct Change { id: i64, user: String, gone: bool }
    /// # let (e, c) = (Event::view(), Change::view());
    /// let merge = merge_into(&e).using(&c, e.id.eq(c.id)).when_matched().update(|row| row.set(e.note, e.user).set(e.user, c.user));
    /// assert!(merge.statement()?.sql().ends_with("WHEN MATCHED THEN UPDATE SET \"note\" = \"event\".\"user\", \"user\" = \"change\".\"user\""));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn set<T: SqlType, N: ColumnName, E, X, Y, I>(mut self, _column: Column<V, T, N>, value: E) -> Self
    where
        E: Argument<T::Base, X, Y>,
        X: Reads<S, I> + NoWindow,
        Y: AssignableTo<T>,
    {
        self.values.push((N::NAME, value.argument()));
        self
    }

    pub(super) fn into_values(self) -> Assigned {
        self.values
    }

    pub(super) fn values(&self) -> &Assigned {
        &self.values
    }
}

/// What only all of them together can get wrong.
///
/// # Errors
/// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) without any, for a column that is set twice, and for one that Athena makes.
pub(super) fn check(values: &[(&'static str, sea_query::Expr)]) -> Result<()> {
    if values.is_empty() {
        return Err(Error::invalid_query("no column is set: add `.set(..)`"));
    }
    for (i, (name, _)) in values.iter().enumerate() {
        if values.iter().take(i).any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            return Err(Error::invalid_query(format!("the column `{name}` is set twice")));
        }
        if name.starts_with('$') {
            return Err(Error::invalid_query(format!(
                "the column `{name}` is a hidden column of Athena's: it cannot be written"
            )));
        }
    }
    check::depth(values.iter().map(|(_, value)| value))
}

impl<V, S> Clone for Assignments<V, S> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), of: PhantomData }
    }
}

impl<V, S> fmt::Debug for Assignments<V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Assignments").field(&self.values).finish()
    }
}
