//! The two external tables and the two views of a bucket: define, drop, show, verify.

use std::{collections::BTreeSet, fmt};

use crate::{
    AthenaView,
    ddl::{self, Delimited, ExternalTable, OpenXJson},
    engine::Engine,
    error::{ErrorKind, Result},
    query::select,
    quilt::{Manifest, NamedPackage},
    schema::{BaseView, BucketName, TableName, View},
    statement::Statement,
    types::AthenaType,
};

/// The table of pointers, with the hidden column that the view is made from.
#[derive(AthenaView)]
#[athena(view = "quilt_named_packages_{bucket}")]
struct Pointer {
    #[athena(column = "$path")]
    path: String,
    hash: String,
}

/// The table of manifest lines: the columns that the view is made from.
#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}")]
struct ManifestLine {
    #[athena(column = "$path")]
    path: String,
    logical_key: Option<String>,
    message: Option<String>,
}

/// The parts of a pointer file's path: bucket, `.quilt`, `named_packages`, user, name.
const FOUR_PARTS: &str = "^s3://([^/]+)/([^/]+)/([^/]+)/([^/]+)";
const FIVE_PARTS: &str = "^s3://([^/]+)/([^/]+)/([^/]+)/([^/]+)/([^/]+)";
/// The file's own name.
const LAST_PART: &str = "[^/]+$";

/// The package tables of one bucket.
///
/// `create` may run any number of times: tables are created if they do not exist, views are replaced; then all four are verified. It
/// never drops anything, and each statement ends before the next begins.
///
/// ```
/// use quilt_athena::quilt::PackageTables;
///
/// let statements = PackageTables::new(&"my-bucket".parse()?).create_statements()?;
/// assert_eq!(statements.len(), 4);
/// assert!(statements[0].sql().starts_with("CREATE EXTERNAL TABLE IF NOT EXISTS `quilt_named_packages_my-bucket` ("));
/// assert!(statements[3].sql().starts_with("CREATE OR REPLACE VIEW \"quilt_manifests_my-bucket_view\" AS SELECT "));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct PackageTables {
    bucket: BucketName,
    schema: Option<String>,
}

/// What `create` or `drop` did with a table or view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The table or view.
    pub name: String,
    /// What happened to it.
    pub outcome: Outcome,
}

/// What happened to a table or view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It did not exist and was created.
    Created,
    /// It existed and was left as it was.
    Kept,
    /// It existed and was replaced.
    Replaced,
    /// It existed and was dropped.
    Dropped,
    /// It did not exist.
    Absent,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Kept => "kept",
            Self::Replaced => "replaced",
            Self::Dropped => "dropped",
            Self::Absent => "did not exist",
        })
    }
}

/// The definition of a table or view, as the engine shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectDefinition {
    /// The table or view.
    pub name: String,
    /// Its CREATE statement; `None` when it does not exist.
    pub sql: Option<String>,
}

/// A way in which a table or view is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDifference {
    /// The table or view.
    pub name: String,
    /// The actual and the expected state.
    pub problem: String,
}

impl fmt::Display for TableDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.problem)
    }
}

impl PackageTables {
    /// The package tables of a bucket, in the connection's own schema.
    pub fn new(bucket: &BucketName) -> Self {
        Self { bucket: bucket.clone(), schema: None }
    }

    /// The same in another schema (Athena also calls it a database).
    #[must_use]
    pub fn in_schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    fn placed<V: AthenaView>(&self, view: View<V>) -> View<V> {
        match &self.schema {
            Some(schema) => view.in_schema(schema),
            None => view,
        }
    }

    /// The two external tables.
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`] for a schema that Athena cannot have.
    pub fn tables(&self) -> Result<[ExternalTable; 2]> {
        let pointers = self.placed(Pointer::view(&self.bucket));
        let manifests = self.placed(ManifestLine::view(&self.bucket));
        let text = || AthenaType::Varchar(None);
        let pointers =
            ExternalTable::new(pointers.name()?.clone(), Delimited::by(','), &self.bucket, ".quilt/named_packages");
        let manifests = ExternalTable::new(
            manifests.name()?.clone(),
            OpenXJson::new().ignore_malformed(),
            &self.bucket,
            ".quilt/packages",
        );
        let hash = AthenaType::Row(vec![("type".to_owned(), text()), ("value".to_owned(), text())]);
        Ok([
            pointers.column("hash", text()),
            manifests
                .column("logical_key", text())
                .column("physical_keys", AthenaType::Array(Box::new(text())))
                .column("size", text())
                .column("hash", hash)
                .column("meta", text())
                .column("user_meta", text())
                .column("message", text())
                .column("version", text()),
        ])
    }

    /// The names of the two views.
    fn views(&self) -> Result<[(TableName, &'static [&'static str]); 2]> {
        let packages = self.placed(NamedPackage::view(&self.bucket));
        let manifests = self.placed(Manifest::view(&self.bucket));
        Ok([(packages.name()?.clone(), NamedPackage::FIELDS), (manifests.name()?.clone(), Manifest::FIELDS)])
    }

    /// One row per pointer. Its parts cannot be NULL in a registry; a stray file's can, and no manifest has its hash.
    fn package_view(&self) -> Result<Statement> {
        let t = self.placed(Pointer::view(&self.bucket));
        let definition = select()
            .from(&t)
            .select((
                t.path,
                t.path.regexp_extract(FOUR_PARTS, 4).assume_not_null(),
                t.path.regexp_extract(FIVE_PARTS, 5).assume_not_null(),
                t.path.regexp_extract(LAST_PART, 0).assume_not_null(),
                t.hash,
            ))
            .into_view::<NamedPackage>();
        ddl::create_or_replace_view(&self.placed(NamedPackage::view(&self.bucket)), &definition)
    }

    /// One row per header: the line without a logical key.
    fn manifest_view(&self) -> Result<Statement> {
        let t = self.placed(ManifestLine::view(&self.bucket));
        let definition = select()
            .from(&t)
            .filter(t.logical_key.is_null())
            .select((t.path.regexp_extract(LAST_PART, 0).assume_not_null(), t.message))
            .into_view::<Manifest>();
        ddl::create_or_replace_view(&self.placed(Manifest::view(&self.bucket)), &definition)
    }

    /// The statements of [`create`](Self::create), in order: two tables, then the two views over them.
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`] for a schema that Athena cannot have.
    pub fn create_statements(&self) -> Result<Vec<Statement>> {
        let [pointers, manifests] = self.tables()?;
        Ok(vec![pointers.create()?, manifests.create()?, self.package_view()?, self.manifest_view()?])
    }

    /// The statements of [`drop`](Self::drop), in order: views first.
    ///
    /// # Errors
    /// As [`create_statements`](Self::create_statements).
    pub fn drop_statements(&self) -> Result<Vec<Statement>> {
        let ([packages, manifests], [pointers, lines]) = (self.views()?, self.tables()?);
        Ok(vec![
            ddl::drop_view(&packages.0),
            ddl::drop_view(&manifests.0),
            ddl::drop_table(pointers.name())?,
            ddl::drop_table(lines.name())?,
        ])
    }

    /// The names of all four, tables first.
    ///
    /// # Errors
    /// As [`create_statements`](Self::create_statements).
    pub fn names(&self) -> Result<Vec<TableName>> {
        let ([pointers, lines], [packages, manifests]) = (self.tables()?, self.views()?);
        Ok(vec![pointers.name().clone(), lines.name().clone(), packages.0, manifests.0])
    }

    /// Creates what is missing, replaces the views, and verifies all four.
    ///
    /// # Errors
    /// Errors of the engine; [`ErrorKind::Definition`] when a table that existed already is not as it should be.
    pub async fn create(&self, engine: &(impl Engine + ?Sized)) -> Result<Vec<Change>> {
        let before = self.existing(engine).await?;
        let mut changes = Vec::new();
        for (i, (name, statement)) in self.names()?.into_iter().zip(self.create_statements()?).enumerate() {
            finish(engine, &statement).await?;
            let outcome = match (before.contains(&name.name().to_lowercase()), i < 2) {
                (false, _) => Outcome::Created,
                (true, true) => Outcome::Kept,
                (true, false) => Outcome::Replaced,
            };
            changes.push(Change { name: name.name().to_owned(), outcome });
        }
        match self.verify(engine).await?.as_slice() {
            [] => Ok(changes),
            [first, ..] => Err(ErrorKind::Definition(format!(
                "{first}. It existed already and was left as it is: drop the package tables (their files stay), then create them again"
            ))
            .into()),
        }
    }

    /// Drops those that exist. Files are not touched.
    ///
    /// # Errors
    /// Errors of the engine.
    pub async fn drop(&self, engine: &(impl Engine + ?Sized)) -> Result<Vec<Change>> {
        let before = self.existing(engine).await?;
        let mut names = self.names()?;
        names.rotate_left(2);
        let mut changes = Vec::new();
        for (name, statement) in names.into_iter().zip(self.drop_statements()?) {
            finish(engine, &statement).await?;
            let was_there = before.contains(&name.name().to_lowercase());
            let outcome = if was_there { Outcome::Dropped } else { Outcome::Absent };
            changes.push(Change { name: name.name().to_owned(), outcome });
        }
        Ok(changes)
    }

    /// The definitions, as the engine shows them.
    ///
    /// # Errors
    /// Errors of the engine.
    pub async fn show(&self, engine: &(impl Engine + ?Sized)) -> Result<Vec<ObjectDefinition>> {
        let existing = self.existing(engine).await?;
        let mut definitions = Vec::new();
        for (i, name) in self.names()?.into_iter().enumerate() {
            let statement = if i < 2 { ddl::show_create_table(&name)? } else { ddl::show_create_view(&name) };
            let sql = match existing.contains(&name.name().to_lowercase()) {
                true => Some(text(engine, &statement).await?),
                false => None,
            };
            definitions.push(ObjectDefinition { name: name.name().to_owned(), sql });
        }
        Ok(definitions)
    }

    /// Compares the tables and views with what they should be: columns, their types, and the location of the files. An empty list means that
    /// all is well.
    ///
    /// # Errors
    /// Errors of the engine.
    pub async fn verify(&self, engine: &(impl Engine + ?Sized)) -> Result<Vec<TableDifference>> {
        let existing = self.existing(engine).await?;
        let mut differences = Vec::new();
        let mut differ = |name: &TableName, problem: String| {
            differences.push(TableDifference { name: name.name().to_owned(), problem })
        };
        for table in self.tables()? {
            if !existing.contains(&table.name().name().to_lowercase()) {
                differ(table.name(), "it does not exist".to_owned());
                continue;
            }
            let wanted: Vec<_> = table
                .columns()
                .iter()
                .map(|column| (column.name.clone(), column.data_type.in_catalog().unwrap_or_default()))
                .collect();
            let found: Vec<(String, String, Option<String>)> =
                engine.execute(&ddl::describe(table.name())?).await?.fetch().await?;
            let found = found
                .into_iter()
                .map(|(name, type_name, _)| (name.trim().to_owned(), type_name.trim().to_owned()))
                .collect();
            columns_differ(&wanted, found, |problem| differ(table.name(), problem));
            let definition = text(engine, &ddl::show_create_table(table.name())?).await?;
            let location = table.location().trim_end_matches('/');
            if !definition.contains(&format!("'{location}'")) && !definition.contains(&format!("'{location}/'")) {
                differ(table.name(), format!("its files should be under {}/", location));
            }
        }
        for (name, columns) in self.views()? {
            if !existing.contains(&name.name().to_lowercase()) {
                differ(&name, "it does not exist".to_owned());
                continue;
            }
            let wanted: Vec<_> = columns.iter().map(|column| ((*column).to_owned(), "varchar".to_owned())).collect();
            let found: Vec<(String, String)> = engine.execute(&ddl::describe(&name)?).await?.fetch().await?;
            columns_differ(&wanted, found, |problem| differ(&name, problem));
        }
        Ok(differences)
    }

    /// The names of tables and views in the schema, folded.
    async fn existing(&self, engine: &(impl Engine + ?Sized)) -> Result<BTreeSet<String>> {
        let names: Vec<String> = engine.execute(&ddl::show_tables(self.schema.as_deref())?).await?.fetch().await?;
        Ok(names.into_iter().map(|name| name.to_lowercase()).collect())
    }
}

/// Runs a statement to its end.
async fn finish(engine: &(impl Engine + ?Sized), statement: &Statement) -> Result<()> {
    engine.execute(statement).await?.collect().await.map(drop)
}

/// The lines of a statement's only column.
async fn text(engine: &(impl Engine + ?Sized), statement: &Statement) -> Result<String> {
    let lines: Vec<String> = engine.execute(statement).await?.fetch().await?;
    Ok(lines.join("\n"))
}

fn columns_differ(wanted: &[(String, String)], found: Vec<(String, String)>, mut differ: impl FnMut(String)) {
    if wanted == found.as_slice() {
        return;
    }
    let listed = |columns: &[(String, String)]| {
        columns.iter().map(|(name, type_name)| format!("{name} {type_name}")).collect::<Vec<_>>().join(", ")
    };
    differ(format!("its columns are ({}) and should be ({})", listed(&found), listed(wanted)));
}
