//! Views, and the handles that represent them in a query.

use std::{fmt, marker::PhantomData, ops::Deref, sync::Arc};

use sea_query::Expr;

use super::{NamePart, TableName, view_name};
use crate::{
    error::{Error, Result},
    sql::ctes::QueryWithCtes,
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

/// A view that a struct derives, as opposed to an [`Alias`] of one.
pub trait BaseView: AthenaView + Sized {
    /// Its columns, as columns of the view `K`.
    type ColumnsOf<K: AthenaView>: Copy + 'static;

    /// Its columns, as columns of the view `K`.
    fn columns_of<K: AthenaView>() -> Self::ColumnsOf<K>;

    /// The names of its columns in SQL, in the order of the fields.
    const FIELDS: &'static [&'static str];

    /// Which of them are partition columns of its table: the last ones.
    const PARTITIONS: &'static [&'static str] = &[];

    /// The types of its columns, in the order of the fields.
    #[doc(hidden)]
    fn types() -> Vec<AthenaType>;
}

/// The view `V` under an alias of one letter, to use it twice in a query: see [`View::alias`].
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

/// A relation in FROM.
#[derive(Debug, Clone)]
pub(crate) enum Relation {
    Table(Box<TableRelation>),
    Query(Arc<QueryWithCtes>),
    /// A query that is declared once, under this name.
    Cte(&'static str, Arc<QueryWithCtes>),
    /// A query that reads the relations before it.
    Lateral(Arc<QueryWithCtes>),
    /// The items of arrays.
    Unnest {
        arrays: Vec<Expr>,
        ordinality: bool,
        columns: &'static [&'static str],
    },
    /// Rows of literals.
    Values {
        rows: Arc<Vec<Vec<Expr>>>,
        columns: &'static [&'static str],
    },
    /// The name or the query is wrong: an error when the query is printed or sent.
    Wrong(Error),
}

/// A table or view in FROM.
#[derive(Debug, Clone)]
pub(crate) struct TableRelation {
    pub(crate) name: TableName,
    /// `FOR TIMESTAMP AS OF …`: the word and the value.
    pub(crate) version: Option<(&'static str, Expr)>,
    /// `TABLESAMPLE BERNOULLI (…)`: the method and the percentage.
    pub(crate) sample: Option<(&'static str, Expr)>,
}

impl From<TableName> for Relation {
    fn from(name: TableName) -> Self {
        Self::Table(Box::new(TableRelation { name, version: None, sample: None }))
    }
}

/// A handle to a view: where it lives, and (by `Deref`) its typed columns.
///
/// `NamedPackage::view("my-bucket")` makes one; `p.user` is then a [`Column`](super::Column). Like SQLAlchemy's `Table`.
///
/// Columns belong to the struct and not to the handle: with two handles of one struct (two buckets, say), a column of either
/// reads the one that is in FROM. Take one of them under an [`alias`](Self::alias) to use both.
pub struct View<V: AthenaView> {
    pub(crate) source: Relation,
    columns: V::Columns,
}

impl<V: AthenaView> View<V> {
    /// A view by name: for names that the derive's template cannot make.
    pub fn named(name: TableName) -> Self {
        Self::from_source(name.into())
    }

    /// The derive's template, filled.
    #[doc(hidden)]
    pub fn from_template(parts: &[NamePart<'_>]) -> Self {
        Self::from_source(view_name(parts).map_or_else(Relation::Wrong, Relation::from))
    }

    pub(crate) fn from_source(source: Relation) -> Self {
        Self { source, columns: V::columns() }
    }

    /// The same view in another schema (Athena also calls it a database).
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
        self.changed(|mut table| {
            table.name = rename(table.name)?;
            Ok(table)
        })
    }

    fn changed(self, change: impl FnOnce(TableRelation) -> Result<TableRelation>) -> Self {
        Self::from_source(match self.source {
            Relation::Table(table) => {
                change(*table).map_or_else(Relation::Wrong, |table| Relation::Table(Box::new(table)))
            }
            Relation::Wrong(error) => Relation::Wrong(error),
            _ => Relation::Wrong(Error::invalid_query(
                "only a table or view has a schema, a version or a sample: this is a relation that the query makes",
            )),
        })
    }

    /// The view's name.
    ///
    /// # Errors
    /// What was wrong with the name, such as a bucket that S3 forbids; or that this is a subquery, which has none.
    pub fn name(&self) -> Result<&TableName> {
        match &self.source {
            Relation::Table(table) => Ok(&table.name),
            Relation::Wrong(error) => Err(error.clone()),
            _ => Err(Error::invalid_query("a relation that the query makes has no name in the catalog")),
        }
    }
}

/// Time travel of Iceberg tables, and samples of any table.
impl<V: AthenaView> View<V> {
    /// An Iceberg table as it was: `FOR TIMESTAMP AS OF …` (user guide, "Perform time travel and version travel queries").
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let at = chrono::DateTime::from_timestamp(1_700_000_000, 0).expect("an instant");
    /// let p = NamedPackage::view("my-bucket").as_of(at);
    /// assert_eq!(
    ///     select().from(&p).select(p.name).sql()?,
    ///     "SELECT \"named_package\".\"name\" FROM \"quilt_named_packages_my-bucket_view\" \
    ///      FOR TIMESTAMP AS OF TIMESTAMP '2023-11-14 22:13:20.000 UTC' AS \"named_package\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    #[must_use]
    pub fn as_of(self, at: chrono::DateTime<chrono::Utc>) -> Self {
        self.changed(|table| Ok(TableRelation { version: Some(("TIMESTAMP", Expr::val(at))), ..table }))
    }

    /// An Iceberg table as one of its snapshots had it: `FOR VERSION AS OF …`.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let p = NamedPackage::view("my-bucket").as_of_version(949_530_903_748_831_860);
    /// assert!(select().from(&p).select(p.name).sql()?.contains("_view\" FOR VERSION AS OF 949530903748831860 AS \"named_package\""));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    #[must_use]
    pub fn as_of_version(self, snapshot: i64) -> Self {
        self.changed(|table| Ok(TableRelation { version: Some(("VERSION", Expr::val(snapshot))), ..table }))
    }

    /// Each row with a chance of `percent`: `TABLESAMPLE BERNOULLI (percent)`. The whole table is read.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let p = NamedPackage::view("my-bucket").sample_rows(12.5);
    /// assert!(select().from(&p).select(p.name).sql()?.ends_with("AS \"named_package\" TABLESAMPLE BERNOULLI (1.25E1)"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    #[must_use]
    pub fn sample_rows(self, percent: f64) -> Self {
        self.sample("BERNOULLI", percent)
    }

    /// Whole pieces of the table with a chance of `percent`, the others are not read: `TABLESAMPLE SYSTEM (percent)`. How large a piece is
    /// depends on the files.
    #[must_use]
    pub fn sample_files(self, percent: f64) -> Self {
        self.sample("SYSTEM", percent)
    }

    fn sample(self, method: &'static str, percent: f64) -> Self {
        self.changed(|table| {
            if (0.0..=100.0).contains(&percent) {
                return Ok(TableRelation { sample: Some((method, Expr::val(percent))), ..table });
            }
            Err(Error::invalid_query(format!("a sample is 0 to 100 percent of a table, not {percent}")))
        })
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
