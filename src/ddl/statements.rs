//! The short statements: views, DROP, SHOW, DESCRIBE.

use super::names::hive_name;
use crate::{
    error::{Error, Result},
    schema::{AthenaView, Relation, TableName, View},
    sql,
    statement::{Statement, StatementKind},
};

/// `CREATE OR REPLACE VIEW view AS definition`, where the definition is a query turned into the same view by
/// [`into_view`](crate::query::Select::into_view): the compiler has compared its columns with the struct.
///
/// ```
/// use quilt_athena::{prelude::*, ddl::create_or_replace_view};
///
/// #[derive(AthenaView)]
/// #[athena(view = "files_{bucket}")]
/// struct File { #[athena(column = "$path")] path: String }
///
/// #[derive(AthenaView)]
/// #[athena(view = "names_{bucket}")]
/// struct Name { name: Option<String> }
///
/// let f = File::view("my-bucket");
/// let names = select().from(&f).select((f.path.regexp_extract("[^/]+$", 0),)).into_view();
/// assert_eq!(
///     create_or_replace_view(&Name::view("my-bucket"), &names)?.sql(),
///     "CREATE OR REPLACE VIEW \"names_my-bucket\" AS \
///      SELECT regexp_extract(\"file\".\"$path\", '[^/]+$') AS \"name\" FROM \"files_my-bucket\" AS \"file\""
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// What is wrong with the view's name or with the query.
pub fn create_or_replace_view<V: AthenaView>(view: &View<V>, definition: &View<V>) -> Result<Statement> {
    create("CREATE OR REPLACE VIEW", view, definition)
}

/// `CREATE VIEW view AS definition`: as [`create_or_replace_view`], and a view of that name must not exist yet.
///
/// ```
/// use quilt_athena::{prelude::*, ddl::create_view, quilt::NamedPackage};
///
/// #[derive(AthenaView)]
/// #[athena(view = "users_{bucket}")]
/// struct User { user: String }
///
/// let p = NamedPackage::view("my-bucket");
/// let users = select().from(&p).select((p.user,)).distinct().into_view();
/// assert_eq!(
///     create_view(&User::view("my-bucket"), &users)?.sql(),
///     "CREATE VIEW \"users_my-bucket\" AS SELECT DISTINCT \"named_package\".\"user\" AS \"user\" \
///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// What is wrong with the view's name or with the query.
pub fn create_view<V: AthenaView>(view: &View<V>, definition: &View<V>) -> Result<Statement> {
    create("CREATE VIEW", view, definition)
}

fn create<V: AthenaView>(verb: &str, view: &View<V>, definition: &View<V>) -> Result<Statement> {
    let query = match &definition.source {
        Relation::Query(tree) | Relation::Cte(_, tree) => sql::query(tree)?,
        Relation::Wrong(error) => return Err(error.clone()),
        _ => return Err(Error::invalid_query("a view is made from a query, which this is not: use `into_view`")),
    };
    let text = format!("{verb} {} AS {query}", view.name()?);
    sql::fits(&text)?;
    Ok(Statement::new(text, StatementKind::TrinoDdl))
}

/// `DROP VIEW IF EXISTS name`
///
/// ```
/// use quilt_athena::{ddl, schema::TableName};
///
/// assert_eq!(ddl::drop_view(&TableName::new("v-1")?).sql(), "DROP VIEW IF EXISTS \"v-1\"");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn drop_view(name: &TableName) -> Statement {
    Statement::new(format!("DROP VIEW IF EXISTS {name}"), StatementKind::TrinoDdl)
}

/// `SHOW CREATE VIEW name`
///
/// ```
/// use quilt_athena::{ddl, schema::TableName};
///
/// assert_eq!(ddl::show_create_view(&TableName::new("v-1")?).sql(), "SHOW CREATE VIEW \"v-1\"");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn show_create_view(name: &TableName) -> Statement {
    Statement::new(format!("SHOW CREATE VIEW {name}"), StatementKind::TrinoDdl)
}

/// `DROP TABLE IF EXISTS name`. The files of an external table stay, those of an Iceberg table are deleted.
///
/// ```
/// use quilt_athena::{ddl, schema::TableName};
///
/// assert_eq!(ddl::drop_table(&TableName::new("t-1")?)?.sql(), "DROP TABLE IF EXISTS `t-1`");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Identifier`](crate::ErrorKind::Identifier) for a name that Hive's grammar cannot quote.
pub fn drop_table(name: &TableName) -> Result<Statement> {
    hive("DROP TABLE IF EXISTS", name)
}

/// `SHOW CREATE TABLE name`
///
/// ```
/// use quilt_athena::{ddl, schema::TableName};
///
/// assert_eq!(ddl::show_create_table(&TableName::new("t-1")?)?.sql(), "SHOW CREATE TABLE `t-1`");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// As [`drop_table`].
pub fn show_create_table(name: &TableName) -> Result<Statement> {
    hive("SHOW CREATE TABLE", name)
}

/// `DESCRIBE name`, of a table or a view.
///
/// ```
/// use quilt_athena::{ddl, schema::TableName};
///
/// assert_eq!(ddl::describe(&TableName::new("t-1")?)?.sql(), "DESCRIBE `t-1`");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// As [`drop_table`].
pub fn describe(name: &TableName) -> Result<Statement> {
    hive("DESCRIBE", name)
}

/// `SHOW TABLES [IN schema]`: tables and views.
///
/// ```
/// use quilt_athena::ddl;
///
/// assert_eq!(ddl::show_tables(Some("my-db"))?.sql(), "SHOW TABLES IN `my-db`");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// As [`drop_table`], for the schema.
pub fn show_tables(schema: Option<&str>) -> Result<Statement> {
    let sql = match schema {
        None => "SHOW TABLES".to_owned(),
        Some(schema) => format!("SHOW TABLES IN {}", sql::hive::identifier(schema)?),
    };
    Ok(Statement::new(sql, StatementKind::HiveDdl))
}

fn hive(verb: &str, name: &TableName) -> Result<Statement> {
    Ok(Statement::new(format!("{verb} {}", hive_name(name)?), StatementKind::HiveDdl))
}
