//! Reflection: the columns of tables and views, read from the catalog at run time.
//!
//! SQLAlchemy calls it `autoload_with`. [`Table::reflect`] gives a table whose columns are checked when the program runs; [`View::verify`] compares a
//! derived struct with the table or view as it is.
//!
//! On Athena the columns come from `GetTableMetadata` where the role is allowed it, else from a query of `information_schema.columns`, else from
//! DESCRIBE; the embedded engine knows them.

mod compare;
mod describe;
mod fits;

pub use compare::{ColumnDifference, Comparison};

use crate::{
    ddl,
    engine::Engine,
    error::Result,
    schema::{BaseView, Table, TableName, View},
};

/// Reflection.
impl Table {
    /// The table or view of this name, as the catalog has it.
    ///
    /// ```
    /// # #[cfg(feature = "local")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> quilt_athena::Result<()> {
    /// use quilt_athena::{connect, schema::{Table, TableName}};
    ///
    /// let engine = connect("local:tests/buckets").await?;
    /// let table = Table::reflect(&engine, &TableName::new("quilt_manifests_example-packages")?).await?;
    /// assert_eq!(table.columns().len(), 8);
    /// assert_eq!(table.column("physical_keys")?.data_type.to_string(), "array(varchar)");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when it does not exist, with the nearest name where the names can be listed; errors of the
    /// engine.
    pub async fn reflect(engine: &(impl Engine + ?Sized), name: &TableName) -> Result<Self> {
        let columns = match engine.table_columns(name).await? {
            Some(columns) => columns,
            None => describe::columns(engine, name).await?,
        };
        Ok(Self::new(name.clone(), columns))
    }
}

/// Comparison with the catalog.
impl<V: BaseView> View<V> {
    /// Every difference between the struct and its table or view: columns that do not exist, and columns whose values its fields cannot be
    /// read from. NULL is not compared: Athena does not report which columns can be NULL. Nor are hidden columns such as
    /// `$path`, which no catalog lists.
    ///
    /// # Errors
    /// As [`Table::reflect`]; what is wrong with the view's name.
    pub async fn compare(&self, engine: &(impl Engine + ?Sized)) -> Result<Comparison> {
        let table = Table::reflect(engine, self.name()?).await?;
        Ok(Comparison::of::<V>(&table))
    }

    /// The same, with differences as an error that lists all of them: for the start of a program. Columns that the struct does not name are not
    /// a difference; the comparison that is returned has them.
    ///
    /// ```
    /// # #[cfg(feature = "local")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> quilt_athena::Result<()> {
    /// use quilt_athena::{connect, prelude::*, quilt};
    ///
    /// #[derive(AthenaView)]
    /// #[athena(view = "quilt_named_packages_{bucket}_view")]
    /// struct Package { usr: String, name: i64 }
    ///
    /// let engine = connect("local:tests/buckets").await?;
    /// quilt::NamedPackage::view("example-packages").verify(&engine).await?;
    ///
    /// let error = Package::view("example-packages").verify(&engine).await.unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "\"quilt_named_packages_example-packages_view\" does not fit `Package`: column `usr` does not exist (did you mean `user`?); \
    ///      column `name` is varchar, which a field of bigint cannot be read from"
    /// );
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Definition`](crate::ErrorKind::Definition) with all differences; as [`compare`](Self::compare).
    pub async fn verify(&self, engine: &(impl Engine + ?Sized)) -> Result<Comparison> {
        self.compare(engine).await?.into_result()
    }
}

/// The tables and views of a schema, or of the connection's own: by SHOW TABLES, in the order of their names.
///
/// # Errors
/// [`ErrorKind::Identifier`](crate::ErrorKind::Identifier) for a schema that Athena cannot have; errors of the engine.
pub async fn table_names(engine: &(impl Engine + ?Sized), schema: Option<&str>) -> Result<Vec<TableName>> {
    let mut names: Vec<String> = engine.execute(&ddl::show_tables(schema)?).await?.fetch().await?;
    names.sort();
    let place = |name: &String| match schema {
        Some(schema) => TableName::new(name.trim())?.in_schema(schema),
        None => TableName::new(name.trim()),
    };
    names.iter().map(place).collect()
}
