//! Views and the handles that stand for them in a query.

use std::{fmt, marker::PhantomData, ops::Deref};

use sea_query::SelectStatement;

use super::{NamePart, TableName, view_name};
use crate::{
    error::{Error, Result},
    types::AthenaType,
};

/// A view or table of Athena as a struct: what `#[derive(AthenaView)]` implements, and [`Alias`].
#[diagnostic::on_unimplemented(message = "`{Self}` is not a view", note = "add `#[derive(AthenaView)]` to it")]
pub trait AthenaView: 'static {
    /// The struct whose fields are this view's typed columns.
    type Columns: Copy + 'static;

    /// The typed columns.
    fn columns() -> Self::Columns;

    /// What the view is called inside a query: `… AS "named_package"`.
    const NAME: &'static str;
}

/// A derived view, as opposed to an alias of one: its columns can be taken under another name.
pub trait BaseView: AthenaView + Sized {
    /// Its columns, as columns of the view `K`.
    type ColumnsOf<K: AthenaView>: Copy + 'static;

    /// Its columns, as columns of the view `K`.
    fn columns_of<K: AthenaView>() -> Self::ColumnsOf<K>;

    /// The names of its columns in SQL, in the order of the fields.
    const FIELDS: &'static [&'static str];

    /// The types of its columns, in the order of [`FIELDS`](Self::FIELDS).
    #[doc(hidden)]
    fn types() -> Vec<AthenaType>;
}

/// `V` once more in the same query, under a name of one letter: see [`View::alias`].
#[derive(Debug)]
pub struct Alias<V, const A: char>(PhantomData<V>);

impl<V: BaseView, const A: char> Alias<V, A> {
    const BYTES: [u8; 1] = {
        assert!(A.is_ascii_lowercase(), "an alias is one lower-case letter, such as 'q'");
        [A as u8]
    };
}

impl<V: BaseView, const A: char> AthenaView for Alias<V, A> {
    type Columns = V::ColumnsOf<Self>;

    fn columns() -> Self::Columns {
        V::columns_of::<Self>()
    }

    const NAME: &'static str = match str::from_utf8(&Self::BYTES) {
        Ok(name) => name,
        Err(_) => unreachable!(),
    };
}

/// What stands in FROM.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Table(TableName),
    Query(Box<SelectStatement>),
    /// The name or the query was wrong: said when the query is printed or sent.
    Wrong(Error),
}

/// A handle on a view: where it lives, and (by `Deref`) its typed columns.
///
/// `NamedPackage::view("my-bucket")` makes one; `p.user` is then a [`Column`](super::Column). Like SQLAlchemy's `Table`.
///
/// Columns belong to the struct and not to the handle: with two handles of one struct (two buckets, say), a column of either
/// reads the one that is in FROM. Take one of them under an [`alias`](Self::alias) to use both.
pub struct View<V: AthenaView> {
    pub(crate) source: Source,
    columns: V::Columns,
}

impl<V: AthenaView> View<V> {
    /// A view by name: for names that the derive's template cannot make.
    pub fn named(name: TableName) -> Self {
        Self::from_source(Source::Table(name))
    }

    /// The derive's template, filled.
    #[doc(hidden)]
    pub fn from_template(parts: &[NamePart<'_>]) -> Self {
        Self::from_source(view_name(parts).map_or_else(Source::Wrong, Source::Table))
    }

    pub(crate) fn from_source(source: Source) -> Self {
        Self { source, columns: V::columns() }
    }

    /// The same view in another schema (Athena also says database).
    #[must_use]
    pub fn in_schema(self, schema: &str) -> Self {
        self.renamed(|name| name.in_schema(schema))
    }

    /// The same view in another catalog.
    #[must_use]
    pub fn in_catalog(self, catalog: &str, schema: &str) -> Self {
        self.renamed(|name| name.in_catalog(catalog, schema))
    }

    fn renamed(self, rename: impl FnOnce(TableName) -> Result<TableName>) -> Self {
        match self.source {
            Source::Table(name) => Self::from_source(rename(name).map_or_else(Source::Wrong, Source::Table)),
            other => Self::from_source(other),
        }
    }

    /// The view's name.
    ///
    /// # Errors
    /// What was wrong with the name, such as a bucket that S3 forbids; or that this is a subquery, which has none.
    pub fn name(&self) -> Result<&TableName> {
        match &self.source {
            Source::Table(name) => Ok(name),
            Source::Query(_) => Err(Error::wrong_query("a subquery has no name of its own")),
            Source::Wrong(error) => Err(error.clone()),
        }
    }
}

impl<V: BaseView> View<V> {
    /// The same view under a second name, to join it with itself.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let p = NamedPackage::view("my-bucket");
    /// let q = p.alias::<'q'>();
    /// let query = select().from(&p).join(&q, p.hash.eq(q.hash).and(p.name.ne(q.name))).select((p.name, q.name));
    /// assert_eq!(
    ///     query.sql()?,
    ///     "SELECT \"named_package\".\"name\", \"q\".\"name\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      INNER JOIN \"quilt_named_packages_my-bucket_view\" AS \"q\" \
    ///      ON \"named_package\".\"hash\" = \"q\".\"hash\" AND \"named_package\".\"name\" <> \"q\".\"name\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn alias<const A: char>(&self) -> View<Alias<V, A>> {
        View::from_source(self.source.clone())
    }
}

impl<V: AthenaView> Deref for View<V> {
    type Target = V::Columns;

    fn deref(&self) -> &V::Columns {
        &self.columns
    }
}

impl<V: AthenaView> Clone for View<V> {
    fn clone(&self) -> Self {
        Self::from_source(self.source.clone())
    }
}

impl<V: AthenaView> fmt::Debug for View<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").field("name", &V::NAME).field("source", &self.source).finish()
    }
}
