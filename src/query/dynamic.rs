//! Columns that are chosen at run time: checked against the view's struct when they are, and not by the compiler.

use std::{borrow::Cow, fmt, marker::PhantomData, mem::discriminant};

use sea_query::ColumnRef;

use super::{
    Expr, Sort, Views,
    ast::Ast,
    select_list::{SelectItem, SelectList},
    typing::{Reads, Selection, seal::Seal},
};
use crate::{
    error::{self, Error, Result},
    row::Record,
    schema::{AthenaView, BaseView, SqlBaseType, Table, View},
    types::AthenaType,
};

/// A column of `V` that was found by its name.
pub struct DynamicColumn<V> {
    name: Cow<'static, str>,
    data_type: AthenaType,
    view: PhantomData<fn() -> V>,
}

impl<V: BaseView> View<V> {
    /// A column by its name in SQL, for names that come from outside the program.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let p = NamedPackage::view("my-bucket");
    /// let query = select().from(&p).filter(p.column("user")?.typed::<String>()?.eq("alice")).select(vec![p.column("name")?]);
    /// assert!(query.sql()?.starts_with("SELECT \"named_package\".\"name\" AS \"name\" FROM"));
    /// assert_eq!(
    ///     p.column("nmae").unwrap_err().to_string(),
    ///     "this query cannot be sent: `nmae` is not a column of \"named_package\". Did you mean `name`? It has path, user, name, timestamp, hash"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery), with the most similar name, when the struct has no such column.
    pub fn column(&self, name: &str) -> Result<DynamicColumn<V>> {
        let found = V::FIELDS.iter().position(|field| field.eq_ignore_ascii_case(name));
        match found.and_then(|i| Some((V::FIELDS[i], V::types().into_iter().nth(i)?))) {
            Some((name, data_type)) => Ok(DynamicColumn { name: Cow::Borrowed(name), data_type, view: PhantomData }),
            None => Err(unknown(name, V::NAME, V::FIELDS)),
        }
    }

    /// A sort key as users write it: `timestamp`, `timestamp asc`, `timestamp desc`, or `-timestamp` for the last.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let p = NamedPackage::view("my-bucket");
    /// let query = select().from(&p).order_by(p.sort_key("-timestamp")?).order_by(p.sort_key("name")?).select(p.hash);
    /// assert!(query.sql()?.ends_with("ORDER BY \"named_package\".\"timestamp\" DESC, \"named_package\".\"name\" ASC"));
    /// assert!(p.sort_key("timestamp; DROP TABLE x").is_err());
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) when the struct has no such column or the rest is not a direction.
    pub fn sort_key(&self, key: &str) -> Result<Sort<Views<(V,)>>> {
        let (name, descending) = direction(key);
        Ok(Sort::new(self.column(name)?.ast(), descending))
    }
}

/// A sort key taken apart: `-name`, `name asc`, `name desc`.
fn direction(key: &str) -> (&str, bool) {
    let key = key.trim();
    match (key.strip_prefix('-'), key.rsplit_once(char::is_whitespace)) {
        (Some(name), _) => (name, true),
        (None, Some((name, word))) if word.eq_ignore_ascii_case("desc") => (name.trim_end(), true),
        (None, Some((name, word))) if word.eq_ignore_ascii_case("asc") => (name.trim_end(), false),
        _ => (key, false),
    }
}

/// A table that was reflected, as a view: [`Table::view`]. No struct lists its columns; they are found by name.
#[derive(Debug)]
pub struct Reflected;

impl AthenaView for Reflected {
    type Columns = ();

    fn columns() {}

    const NAME: &'static str = "reflected";
}

/// Queries over tables that are only known at run time.
impl Table {
    /// The table as a view, for FROM. A query can read one such table.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, row::Record, schema::{CatalogColumn, Table, TableName}};
    ///
    /// // As `Table::reflect` makes it.
    /// let table = Table::new(
    ///     TableName::new("entries")?,
    ///     [CatalogColumn::new("logical_key", "string"), CatalogColumn::new("size", "bigint")],
    /// );
    /// let query: Query<Record> = select()
    ///     .from(&table.view())
    ///     .filter(table.typed::<i64>("size")?.gt(100))
    ///     .order_by(table.sort_key("size desc")?)
    ///     .select(table.select_list(["logical_key", "SIZE"])?)
    ///     .rows();
    /// assert_eq!(
    ///     query.sql()?,
    ///     "SELECT \"reflected\".\"logical_key\" AS \"logical_key\", \"reflected\".\"size\" AS \"size\" \
    ///      FROM \"entries\" AS \"reflected\" WHERE \"reflected\".\"size\" > 100 ORDER BY \"reflected\".\"size\" DESC"
    /// );
    /// assert!(table.select_list(["sise"]).unwrap_err().to_string().contains("did you mean `size`?"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn view(&self) -> View<Reflected> {
        View::named(self.name().clone())
    }

    /// Columns by their names, for a SELECT list: each row is a [`Record`].
    ///
    /// # Errors
    /// As [`column`](Table::column), for the first that does not exist.
    pub fn select_list<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<Vec<DynamicColumn<Reflected>>> {
        names.into_iter().map(|name| self.found(name)).collect()
    }

    /// A column as an expression of type `T`, which can be NULL.
    ///
    /// # Errors
    /// As [`column`](Table::column); [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) when it is of another type.
    pub fn typed<T: SqlBaseType>(&self, name: &str) -> Result<Expr<Views<(Reflected,)>, Option<T>>> {
        self.found(name)?.typed()
    }

    /// A sort key as users write it; see [`View::sort_key`].
    ///
    /// # Errors
    /// As [`column`](Table::column).
    pub fn sort_key(&self, key: &str) -> Result<Sort<Views<(Reflected,)>>> {
        let (name, descending) = direction(key);
        Ok(Sort::new(self.found(name)?.ast(), descending))
    }

    fn found(&self, name: &str) -> Result<DynamicColumn<Reflected>> {
        let column = self.column(name)?;
        Ok(DynamicColumn {
            name: Cow::Owned(column.name.clone()),
            data_type: column.data_type.clone(),
            view: PhantomData,
        })
    }
}

fn unknown(name: &str, view: &str, fields: &[&str]) -> Error {
    let nearest = error::nearest(name, fields.iter().map(|&field| field.to_owned()));
    let hint = nearest.map_or_else(String::new, |nearest| format!(" Did you mean `{nearest}`?"));
    Error::invalid_query(format!("`{name}` is not a column of \"{view}\".{hint} It has {}", fields.join(", ")))
}

impl<V: AthenaView> DynamicColumn<V> {
    /// Its name in SQL.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its type, by the struct's field.
    pub fn athena_type(&self) -> &AthenaType {
        &self.data_type
    }

    fn ast(&self) -> Ast {
        Ast::Column(ColumnRef::from((V::NAME, self.name.clone().into_owned())))
    }

    /// The column as an expression of type `T`, which can be NULL.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) when the struct's field is of another type.
    pub fn typed<T: SqlBaseType>(&self) -> Result<Expr<Views<(V,)>, Option<T>>> {
        let wanted = T::athena_type();
        // `varchar(10)` is a varchar, whatever its length, and a timestamp has any number of digits.
        let alike = !wanted.is_nested() && discriminant(&wanted) == discriminant(&self.data_type);
        if alike || wanted == self.data_type {
            return Ok(Expr::new(self.ast()));
        }
        Err(Error::invalid_query(format!("column `{}` is {}, not {}", self.name, self.data_type, wanted)))
    }
}

/// A SELECT list that is chosen at run time; each row is a [`Record`].
impl<S, I, V: AthenaView> Selection<S, Record, I> for Vec<DynamicColumn<V>>
where
    Views<(V,)>: Reads<S, I>,
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        for column in self {
            let nested = column.data_type.is_nested().then(|| column.data_type.clone());
            out.0.push(SelectItem { ast: column.ast(), alias: Some(column.name), nested });
        }
    }
}

impl<V> Clone for DynamicColumn<V> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), data_type: self.data_type.clone(), view: PhantomData }
    }
}

impl<V> fmt::Debug for DynamicColumn<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.data_type)
    }
}
