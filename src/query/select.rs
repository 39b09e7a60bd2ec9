//! `select()` and FROM.

use std::{fmt, marker::PhantomData};

use super::{
    body::Body,
    draft::Draft,
    finished::Query,
    select_list::SelectList,
    typing::{AppendView, NoProjection, OuterView, Scope, Selection, Uncorrelated, scope::assert_new_name},
};
use crate::{
    row::AthenaRow,
    schema::{AthenaView, View},
};

/// The projection of a query after `.select(..)`: its rows are `O`.
#[derive(Debug)]
pub struct Rows<O>(PhantomData<O>);

/// A query before its FROM. `S` holds the views of the enclosing query that it may read.
#[derive(Debug)]
pub struct SelectStart<S = ()>(PhantomData<S>);

/// Begins a query.
///
/// ```
/// use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage, PackageRow}};
///
/// let p = NamedPackage::view("my-bucket");
/// let m = Manifest::view("my-bucket");
/// let query = select()
///     .from(&p)
///     .join(&m, p.hash.eq(m.tophash))
///     .filter(p.user.eq("alice").and(p.timestamp.ne("latest")))
///     .order_by(p.timestamp.desc())
///     .limit(100)
///     .rows::<PackageRow, _>();
/// assert_eq!(
///     query.sql()?,
///     "SELECT \"named_package\".\"user\" AS \"user\", \"named_package\".\"name\" AS \"name\", \
///      \"named_package\".\"timestamp\" AS \"timestamp\", \"named_package\".\"hash\" AS \"hash\", \
///      \"manifest\".\"message\" AS \"message\" \
///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
///      INNER JOIN \"quilt_manifests_my-bucket_view\" AS \"manifest\" ON \"named_package\".\"hash\" = \"manifest\".\"tophash\" \
///      WHERE \"named_package\".\"user\" = 'alice' AND \"named_package\".\"timestamp\" <> 'latest' \
///      ORDER BY \"named_package\".\"timestamp\" DESC LIMIT 100"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn select() -> SelectStart {
    SelectStart(PhantomData)
}

impl<S: Scope> SelectStart<S> {
    /// Lets this subquery read columns of a view of the enclosing query.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage}};
    /// let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    /// let described = select().correlate(&p).from(&m).filter(m.tophash.eq(p.hash).and(m.message.is_not_null())).exists();
    /// assert_eq!(
    ///     select().from(&p).filter(described).select((p.name,)).sql()?,
    ///     "SELECT \"named_package\".\"name\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      WHERE EXISTS(SELECT 1 FROM \"quilt_manifests_my-bucket_view\" AS \"manifest\" \
    ///      WHERE \"manifest\".\"tophash\" = \"named_package\".\"hash\" AND \"manifest\".\"message\" IS NOT NULL)"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn correlate<V: AthenaView>(self, _: &View<V>) -> SelectStart<S::Out>
    where
        S: AppendView<OuterView<V>>,
    {
        SelectStart(PhantomData)
    }

    /// `FROM view`. An error in the view's name is returned when the query is printed or sent.
    pub fn from<V: AthenaView>(self, view: &View<V>) -> Select<S::Out>
    where
        S: AppendView<V>,
    {
        const { assert_new_name(S::NAMES, V::NAME) };
        let mut draft = Draft::default();
        draft.from(view);
        Select::of(draft)
    }
}

/// A query over the views `S`, in FROM order: `Select<(NamedPackage, Nullable<Manifest>)>`.
///
/// It is a value, which can be stored, cloned and extended in several ways. [`rows`](Select::rows) turns it into a [`Query`], whose type
/// does not name the views.
#[must_use = "a query does nothing until it is fetched or printed"]
pub struct Select<S, O = NoProjection> {
    pub(super) draft: Draft,
    of: PhantomData<fn() -> (S, O)>,
}

impl<S, O> Select<S, O> {
    pub(super) fn of(draft: Draft) -> Self {
        Select { draft, of: PhantomData }
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut Draft)) -> Self {
        change(&mut self.draft);
        self
    }

    /// `SELECT DISTINCT`: without duplicate rows.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let p = NamedPackage::view("my-bucket");
    /// assert_eq!(
    ///     select().from(&p).select((p.user,)).distinct().sql()?,
    ///     "SELECT DISTINCT \"named_package\".\"user\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn distinct(self) -> Self {
        self.with(|draft| draft.distinct = true)
    }
}

impl<S: Scope> Select<S> {
    /// The SELECT list: a column, an expression, or a tuple of up to 16 of them (tuples nest). Rows are tuples of their types.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let p = NamedPackage::view("my-bucket");
    /// assert_eq!(
    ///     select().from(&p).select((p.user, p.timestamp.substr(1, 4))).sql()?,
    ///     "SELECT \"named_package\".\"user\", substr(\"named_package\".\"timestamp\", 1, 4) \
    ///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn select<L: Selection<S, O, I>, O, I>(mut self, list: L) -> Select<S, Rows<O>> {
        let mut items = SelectList::default();
        list.items(&mut items);
        self.draft.items = items.0;
        Select::of(self.draft)
    }

    /// The finished query with rows `R`; its type does not name the views. Annotate the result, or write `rows::<R, _>()`.
    pub fn rows<R: AthenaRow<S, I>, I>(mut self) -> Query<R>
    where
        S::OuterRefs: Uncorrelated,
    {
        let mut items = SelectList::default();
        R::items(&mut items);
        self.draft.items = items.0;
        Query::new(Body::select(self.draft))
    }
}

impl<S: Scope, O> Select<S, Rows<O>> {
    /// The finished query, whose type does not name the views: one type for branches that join differently.
    pub fn rows(self) -> Query<O>
    where
        S::OuterRefs: Uncorrelated,
    {
        Query::new(Body::select(self.draft))
    }
}

impl<S, O> Select<S, Rows<O>> {
    /// The SQL, as [`Query::sql`].
    ///
    /// # Errors
    /// As [`Query::sql`].
    pub fn sql(&self) -> crate::Result<String> {
        Query::<O>::new(Body::select(self.draft.clone())).sql()
    }
}

impl<S, O> Clone for Select<S, O> {
    fn clone(&self) -> Self {
        Select::of(self.draft.clone())
    }
}

impl<S, O> fmt::Debug for Select<S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Select").field(&self.draft).finish()
    }
}
