//! WHEN of a MERGE.

use std::fmt;

use sea_query::BinOper;

use super::{
    super::{
        Predicate,
        ast::{Ast, chain},
        typing::{NoWindow, Reads},
    },
    assignments::Assignments,
    merge::Merge,
};
use crate::{
    schema::AthenaView,
    sql::write::{Action, When},
};

/// `WHEN MATCHED`, before its action: a row of the table `V` and its partner in the source `S`.
#[must_use = "WHEN MATCHED needs an action: `.update(..)` or `.delete()`"]
pub struct Matched<V, S> {
    merge: Merge<V, S>,
    conditions: Vec<Ast>,
}

/// `WHEN NOT MATCHED`, before its action: a row of the source `S` without a partner.
#[must_use = "WHEN NOT MATCHED needs an action: `.insert(..)`"]
pub struct NotMatched<V, S> {
    merge: Merge<V, S>,
    conditions: Vec<Ast>,
}

impl<V, S> Merge<V, S> {
    fn with(mut self, conditions: Vec<Ast>, action: Action) -> Self {
        self.whens.push(When { condition: chain(BinOper::And, conditions), action });
        self
    }
}

impl<V: AthenaView, S: AthenaView> Matched<V, S> {
    pub(super) fn of(merge: Merge<V, S>) -> Self {
        Self { merge, conditions: Vec::new() }
    }

    /// `WHEN MATCHED AND condition`; once more, and both must hold.
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
    /// let merge = merge_into(&e).using(&c, e.id.eq(c.id)).when_matched().and(c.gone).and(e.note.is_null()).delete();
    /// assert!(merge.statement()?.sql().ends_with("WHEN MATCHED AND \"change\".\"gone\" AND \"event\".\"note\" IS NULL THEN DELETE"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn and<P: Predicate, I>(mut self, condition: P) -> Self
    where
        P::Reads: Reads<(V, S), I> + NoWindow,
    {
        self.conditions.push(condition.into_ast());
        self
    }

    /// `THEN UPDATE SET …`: the values may read the table and the source.
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
    /// let merge = merge_into(&e).using(&c, e.id.eq(c.id)).when_matched().update(|row| row.set(e.user, c.user));
    /// assert!(merge.statement()?.sql().ends_with("WHEN MATCHED THEN UPDATE SET \"user\" = \"change\".\"user\""));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn update(self, set: impl FnOnce(Assignments<V, (V, S)>) -> Assignments<V, (V, S)>) -> Merge<V, S> {
        self.merge.with(self.conditions, Action::Update(set(Assignments::new()).into_values()))
    }

    /// `THEN DELETE`: see [`Merge::when_matched`].
    pub fn delete(self) -> Merge<V, S> {
        self.merge.with(self.conditions, Action::Delete)
    }
}

impl<V: AthenaView, S: AthenaView> NotMatched<V, S> {
    pub(super) fn of(merge: Merge<V, S>) -> Self {
        Self { merge, conditions: Vec::new() }
    }

    /// `WHEN NOT MATCHED AND condition`; once more, and both must hold. There is no row of the table, so it reads the source alone.
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
    /// let merge = merge_into(&e).using(&c, e.id.eq(c.id)).when_not_matched().and(c.gone.not()).insert(|row| row.set(e.id, c.id));
    /// assert!(merge.statement()?.sql().ends_with("WHEN NOT MATCHED AND NOT \"change\".\"gone\" THEN INSERT (\"id\") VALUES (\"change\".\"id\")"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn and<P: Predicate, I>(mut self, condition: P) -> Self
    where
        P::Reads: Reads<(S,), I> + NoWindow,
    {
        self.conditions.push(condition.into_ast());
        self
    }

    /// `THEN INSERT (…) VALUES (…)`: the values read the source alone. A column that is not set becomes NULL.
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
    /// let merge = merge_into(&e).using(&c, e.id.eq(c.id)).when_not_matched().insert(|row| row.set(e.id, c.id).set(e.user, "new"));
    /// assert!(merge.statement()?.sql().ends_with("THEN INSERT (\"id\", \"user\") VALUES (\"change\".\"id\", 'new')"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn insert(self, set: impl FnOnce(Assignments<V, (S,)>) -> Assignments<V, (S,)>) -> Merge<V, S> {
        self.merge.with(self.conditions, Action::Insert(set(Assignments::new()).into_values()))
    }
}

impl<V, S> Clone for Matched<V, S> {
    fn clone(&self) -> Self {
        Self { merge: self.merge.clone(), conditions: self.conditions.clone() }
    }
}

impl<V, S> fmt::Debug for Matched<V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matched").field("merge", &self.merge).field("conditions", &self.conditions).finish()
    }
}

impl<V, S> Clone for NotMatched<V, S> {
    fn clone(&self) -> Self {
        Self { merge: self.merge.clone(), conditions: self.conditions.clone() }
    }
}

impl<V, S> fmt::Debug for NotMatched<V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotMatched").field("merge", &self.merge).field("conditions", &self.conditions).finish()
    }
}
