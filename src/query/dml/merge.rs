//! MERGE.

use std::{fmt, marker::PhantomData};

use super::{
    super::{
        Predicate,
        ast::Ast,
        check, draft,
        typing::{NoWindow, Reads, scope::assert_new_name},
    },
    assignments,
    rows::table,
    when::{Matched, NotMatched},
};
use crate::{
    error::{Error, Result},
    schema::{AthenaView, Relation, TableName, View},
    sql::{
        self,
        ctes::{CteScope, QueryWithCtes},
        relation,
        write::{self, When},
    },
    statement::Statement,
};

/// `MERGE INTO table`, before `.using(..)`: see [`merge_into`].
#[must_use = "a MERGE needs a source: `.using(..)`"]
pub struct MergeInto<V> {
    table: Result<TableName>,
    of: PhantomData<fn() -> V>,
}

/// `MERGE INTO table USING source ON …`, of the Iceberg table `V` and the source `S`: see [`merge_into`].
#[must_use = "a statement does nothing until it is executed"]
pub struct Merge<V, S> {
    pub(super) table: Result<TableName>,
    source: Result<Ast>,
    on: Ast,
    pub(super) whens: Vec<When>,
    of: PhantomData<fn() -> (V, S)>,
}

/// `MERGE INTO table USING source ON … WHEN …`: updates, deletes and inserts rows of an Iceberg table by those of another relation (user
/// guide, "MERGE INTO").
///
/// The first WHEN that fits a row decides; a row that none fits stays as it is. Athena fails the query when a row of the table has several
/// partners in the source.
///
/// ```
/// use quilt_athena::{prelude::*, query::merge_into};
///
/// #[derive(AthenaView)]
/// #[athena(view = "events")]
/// struct Event { id: i64, user: String, note: Option<String> }
///
/// #[derive(AthenaView)]
/// #[athena(view = "changes")]
/// struct Change { id: i64, user: String, gone: bool }
///
/// let (e, c) = (Event::view(), Change::view());
/// let merge = merge_into(&e)
///     .using(&c, e.id.eq(c.id))
///     .when_matched().and(c.gone).delete()
///     .when_matched().and(e.user.ne(c.user)).update(|row| row.set(e.user, c.user).set(e.note, "renamed"))
///     .when_not_matched().and(c.gone.not()).insert(|row| row.set(e.id, c.id).set(e.user, c.user));
/// assert_eq!(
///     merge.statement()?.sql(),
///     "MERGE INTO \"events\" AS \"event\" USING \"changes\" AS \"change\" ON \"event\".\"id\" = \"change\".\"id\" \
///      WHEN MATCHED AND \"change\".\"gone\" THEN DELETE \
///      WHEN MATCHED AND \"event\".\"user\" <> \"change\".\"user\" THEN UPDATE SET \"user\" = \"change\".\"user\", \"note\" = 'renamed' \
///      WHEN NOT MATCHED AND NOT \"change\".\"gone\" THEN INSERT (\"id\", \"user\") VALUES (\"change\".\"id\", \"change\".\"user\")"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn merge_into<V: AthenaView>(target: &View<V>) -> MergeInto<V> {
    MergeInto { table: table(target), of: PhantomData }
}

impl<V: AthenaView> MergeInto<V> {
    /// `USING source ON condition`: a table or view, a query (`.into_view()`), or [`values`](super::super::values). MERGE has no WITH: a CTE
    /// is written as a subquery.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::{merge_into, values}};
    ///
    /// #[derive(AthenaView)]
    /// #[athena(view = "events")]
    /// struct Event { id: i64, user: String }
    ///
    /// #[derive(AthenaView)]
    /// struct New { id: i64, user: String }
    ///
    /// let e = Event::view();
    /// let new: View<New> = values([(7i64, "alice")]);
    /// let merge = merge_into(&e).using(&new, e.id.eq(new.id)).when_not_matched().insert(|row| row.set(e.id, new.id).set(e.user, new.user));
    /// assert_eq!(
    ///     merge.statement()?.sql(),
    ///     "MERGE INTO \"events\" AS \"event\" USING (VALUES (CAST(7 AS bigint), 'alice')) AS \"new\" (\"id\", \"user\") \
    ///      ON \"event\".\"id\" = \"new\".\"id\" WHEN NOT MATCHED THEN INSERT (\"id\", \"user\") VALUES (\"new\".\"id\", \"new\".\"user\")"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn using<S: AthenaView, P: Predicate, I>(self, source: &View<S>, on: P) -> Merge<V, S>
    where
        P::Reads: Reads<(V, S), I> + NoWindow,
    {
        const { assert_new_name(&[V::NAME], S::NAME) };
        Merge { table: self.table, source: written(source), on: on.into_ast(), whens: Vec::new(), of: PhantomData }
    }
}

/// The source as USING has it, with the CTEs that it needs inside it.
fn written<S: AthenaView>(view: &View<S>) -> Result<Ast> {
    match &view.source {
        Relation::Query(tree) | Relation::Cte(_, tree) => {
            Ok(relation::subquery(QueryWithCtes::clone(tree).whole(), false, S::NAME))
        }
        Relation::Lateral(_) | Relation::Unnest { .. } => Err(Error::invalid_query(
            "UNNEST and LATERAL cannot be the source of a MERGE: select from them in a subquery (`.into_view()`)",
        )),
        source => draft::relation(source, S::NAME, &mut CteScope::default()),
    }
}

impl<V: AthenaView, S: AthenaView> Merge<V, S> {
    /// `WHEN MATCHED`: what becomes of a row of the table with a partner in the source.
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
    /// let merge = merge_into(&e).using(&c, e.id.eq(c.id)).when_matched().delete();
    /// assert_eq!(
    ///     merge.statement()?.sql(),
    ///     "MERGE INTO \"events\" AS \"event\" USING \"changes\" AS \"change\" ON \"event\".\"id\" = \"change\".\"id\" WHEN MATCHED THEN DELETE"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn when_matched(self) -> Matched<V, S> {
        Matched::of(self)
    }

    /// `WHEN NOT MATCHED`: what becomes of a row of the source without a partner in the table.
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
    /// let merge = merge_into(&e).using(&c, e.id.eq(c.id)).when_not_matched().insert(|row| row.set(e.id, c.id));
    /// assert!(merge.statement()?.sql().ends_with("WHEN NOT MATCHED THEN INSERT (\"id\") VALUES (\"change\".\"id\")"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn when_not_matched(self) -> NotMatched<V, S> {
        NotMatched::of(self)
    }

    /// The statement.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) when `table` is not the current version of a table (a subquery, a sample, a past version); when
    /// the source is wrong; without a WHEN, and for one that nothing can reach; when no column is set, or one twice; for SQL
    /// that is too long. Otherwise what is wrong with a name or a value.
    pub fn statement(&self) -> Result<Statement> {
        let table = self.table.as_ref().map_err(Clone::clone)?;
        let source = self.source.clone()?;
        check(&self.whens)?;
        check::depth(self.whens.iter().filter_map(|when| when.condition.as_ref()).chain([&self.on]))?;
        let target = relation::table(table.parts(), None, V::NAME, None, false);
        let merge = write::merge(target, source, self.on.clone(), self.whens.clone());
        sql::statement(&merge).map(Statement::query)
    }
}

/// At least one WHEN, each with something to do, and none after one that takes all.
fn check(whens: &[When]) -> Result<()> {
    if whens.is_empty() {
        return Err(Error::invalid_query("a MERGE does nothing without `.when_matched()` or `.when_not_matched()`"));
    }
    for (i, when) in whens.iter().enumerate() {
        let of_pairs = when.action.is_of_pairs();
        let all = |before: &When| before.condition.is_none() && before.action.is_of_pairs() == of_pairs;
        if whens.iter().take(i).any(all) {
            let kind = if of_pairs { "matched" } else { "not matched" };
            return Err(Error::invalid_query(format!(
                "WHEN {} of this MERGE is never reached: an earlier one takes every row that is {kind}; put it last, or give it \
                 a condition with `.and(..)`",
                i + 1
            )));
        }
        if !matches!(when.action, write::Action::Delete) {
            assignments::check(when.action.values())?;
        }
    }
    Ok(())
}

impl<V> Clone for MergeInto<V> {
    fn clone(&self) -> Self {
        Self { table: self.table.clone(), of: PhantomData }
    }
}

impl<V> fmt::Debug for MergeInto<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MergeInto").field(&self.table).finish()
    }
}

impl<V, S> Clone for Merge<V, S> {
    fn clone(&self) -> Self {
        Self {
            table: self.table.clone(),
            source: self.source.clone(),
            on: self.on.clone(),
            whens: self.whens.clone(),
            of: PhantomData,
        }
    }
}

impl<V, S> fmt::Debug for Merge<V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merge").field("table", &self.table).field("on", &self.on).field("whens", &self.whens).finish()
    }
}
