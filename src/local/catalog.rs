//! The catalog: definitions of tables and views, kept as the very SQL that made them.
//!
//! `ROOT/.athena/catalog/SCHEMA/NAME.sql`. No bucket can be called `.athena`, so that the directory is in nobody's way. Nothing is
//! cached: two processes see each other's tables.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{definition::CatalogDefinition, parser};
use crate::{
    error::{Error, ErrorKind, ObjectKind, Result},
    schema::TableName,
};

/// The schema of names without one. Athena's own default.
pub(super) const DEFAULT_SCHEMA: &str = "default";
/// The only catalog there is. Athena's own default.
pub(super) const CATALOG: &str = "awsdatacatalog";

/// Schema and name, folded.
pub(super) type TableKey = (String, String);

/// The SQL of definitions that are not stored; `None` hides a stored one.
type SessionDefinitions = BTreeMap<TableKey, Option<String>>;

/// Definitions on disk, and those of a session in front of them.
#[derive(Debug, Clone)]
pub(super) struct Catalog {
    directory: PathBuf,
    session: Option<Arc<RwLock<SessionDefinitions>>>,
}

impl Catalog {
    pub(super) fn new(root: &Path) -> Self {
        Self { directory: root.join(".athena").join("catalog"), session: None }
    }

    /// The same stored definitions, hidden by those of a session, which end with it.
    pub(super) fn in_session(&self) -> Self {
        Self { directory: self.directory.clone(), session: Some(Arc::default()) }
    }

    /// The key of a table or view that a statement names.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] for a catalog other than Athena's default one.
    pub(super) fn key(name: &TableName) -> Result<TableKey> {
        if let Some(catalog) = name.catalog.as_ref().filter(|catalog| !catalog.eq_ignore_ascii_case(CATALOG)) {
            let advice = Some(format!("the embedded engine has one catalog, `{CATALOG}`"));
            return Err(ErrorKind::NotFound {
                object: ObjectKind::Catalog,
                name: catalog.clone(),
                nearest: None,
                position: None,
                advice,
            }
            .into());
        }
        let schema = name.schema.as_deref().unwrap_or(DEFAULT_SCHEMA).to_lowercase();
        Ok((schema, name.name.to_lowercase()))
    }

    /// The SQL of a definition.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(super) fn sql(&self, key: &TableKey) -> Result<Option<String>> {
        if let Some(in_session) = self.in_this_session(key) {
            return Ok(in_session);
        }
        let path = self.path(key);
        match fs::read_to_string(&path) {
            Ok(sql) => Ok(Some(sql)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::storage("read the definition", path.display(), cause)),
        }
    }

    fn in_this_session(&self, key: &TableKey) -> Option<Option<String>> {
        let session = self.session.as_ref()?.read().unwrap_or_else(PoisonError::into_inner);
        session.get(key).cloned()
    }

    /// A definition, parsed.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`], and [`ErrorKind::Definition`] for a file that was changed by hand.
    pub(super) fn get(&self, key: &TableKey) -> Result<Option<CatalogDefinition>> {
        let Some(sql) = self.sql(key)? else { return Ok(None) };
        match parser::parse_definition(&sql) {
            Ok(Some(definition)) => Ok(Some(definition)),
            Ok(None) => Err(damaged(&self.path(key), "it is neither CREATE EXTERNAL TABLE nor CREATE VIEW")),
            Err(error) => Err(damaged(&self.path(key), &error.to_string())),
        }
    }

    /// Writes a definition; whole or not at all.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(super) fn put(&self, key: TableKey, sql: &str) -> Result<()> {
        if let Some(session) = &self.session {
            session.write().unwrap_or_else(PoisonError::into_inner).insert(key, Some(sql.to_owned()));
            return Ok(());
        }
        let path = self.path(&key);
        replace(&path, path.parent().unwrap_or(&self.directory), sql)
            .map_err(|cause| Error::storage("write the definition", path.display(), cause))
    }

    /// Removes a definition.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(super) fn remove(&self, key: &TableKey) -> Result<()> {
        if let Some(session) = &self.session {
            session.write().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), None);
            return Ok(());
        }
        let path = self.path(key);
        fs::remove_file(&path).map_err(|cause| Error::storage("remove the definition", path.display(), cause))
    }

    /// The names in a schema, sorted.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(super) fn names(&self, schema: &str) -> Result<Vec<String>> {
        let directory = self.directory.join(encoded(schema));
        let mut names = listed(&directory, |file| file.strip_suffix(".sql").map(decoded))?;
        if let Some(session) = &self.session {
            let session = session.read().unwrap_or_else(PoisonError::into_inner);
            let of_schema = |((other, name), _): &(&TableKey, &Option<String>)| other == schema && !name.is_empty();
            for ((_, name), sql) in session.iter().filter(of_schema) {
                names.retain(|other| other != name);
                names.extend(sql.is_some().then(|| name.clone()));
            }
        }
        names.sort();
        Ok(names)
    }

    /// The schemas: the default one, those that were created, and those that have something in them.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(super) fn schemas(&self) -> Result<Vec<String>> {
        let mut schemas = listed(&self.directory, |file| Some(decoded(file)))?;
        if let Some(session) = &self.session {
            let session = session.read().unwrap_or_else(PoisonError::into_inner);
            for ((schema, name), sql) in session.iter() {
                match (name.is_empty(), sql) {
                    (true, None) => schemas.retain(|other| other != schema),
                    (_, Some(_)) => schemas.push(schema.clone()),
                    _ => {}
                }
            }
        }
        schemas.push(DEFAULT_SCHEMA.to_owned());
        schemas.sort();
        schemas.dedup();
        Ok(schemas)
    }

    /// Makes a schema.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(super) fn create_schema(&self, schema: &str) -> Result<()> {
        // No table has an empty name: it stands for the schema itself.
        if let Some(session) = &self.session {
            let mut session = session.write().unwrap_or_else(PoisonError::into_inner);
            session.insert((schema.to_owned(), String::new()), Some(String::new()));
            return Ok(());
        }
        let path = self.directory.join(encoded(schema));
        fs::create_dir_all(&path).map_err(|cause| Error::storage("make the directory", path.display(), cause))
    }

    /// Removes a schema without tables.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(super) fn remove_schema(&self, schema: &str) -> Result<()> {
        if let Some(session) = &self.session {
            let mut session = session.write().unwrap_or_else(PoisonError::into_inner);
            session.insert((schema.to_owned(), String::new()), None);
            return Ok(());
        }
        let path = self.directory.join(encoded(schema));
        match fs::remove_dir(&path) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                Err(Error::storage("remove the directory", path.display(), cause))
            }
            _ => Ok(()),
        }
    }

    fn path(&self, (schema, name): &TableKey) -> PathBuf {
        self.directory.join(encoded(schema)).join(format!("{}.sql", encoded(name)))
    }
}

fn damaged(path: &Path, reason: &str) -> Error {
    ErrorKind::Definition(format!(
        "the definition in {} cannot be used: {reason}; correct the file, or remove it",
        path.display()
    ))
    .into()
}

/// Writes a file by way of a draft beside it: a reader finds the old content or the new one. A failure leaves no draft.
fn replace(path: &Path, directory: &Path, content: &str) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let mut builder = tempfile::Builder::new();
    // A temporary file is its owner's alone; this one gets what the process gives to any new file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut draft = builder.tempfile_in(directory)?;
    draft.write_all(content.as_bytes())?;
    draft.persist(path)?;
    Ok(())
}

fn listed(directory: &Path, name: impl Fn(&str) -> Option<String>) -> Result<Vec<String>> {
    let failed = |cause| Error::storage("list", directory.display(), cause);
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(failed(cause)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(failed)?.file_name().to_str().and_then(&name));
    }
    Ok(names)
}

/// The characters of a name that its file's name has as they are: lower-case letters, digits, `_` and `-`, which mean the same to every
/// file system. All others are written `%XX`.
const ENCODED: &AsciiSet = &{
    let mut set = NON_ALPHANUMERIC.remove(b'_').remove(b'-');
    let mut letter = b'A';
    while letter <= b'Z' {
        set = set.add(letter);
        letter += 1;
    }
    set
};

fn encoded(name: &str) -> String {
    utf8_percent_encode(name, ENCODED).to_string()
}

fn decoded(file: &str) -> String {
    percent_decode_str(file).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(name: &str) -> TableKey {
        (DEFAULT_SCHEMA.to_owned(), name.to_owned())
    }

    proptest! {
        #[test]
        fn any_name_survives_as_the_name_of_a_file(name in "\\PC{1,20}") {
            let file = encoded(&name);
            prop_assert!(file.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-%".contains(&b)));
            prop_assert_eq!(decoded(&file), name);
        }
    }

    /// Files that an earlier version wrote: its names have to mean the same for ever.
    #[test]
    fn the_names_of_files_are_those_of_existing_catalogs() {
        for (name, file) in [
            ("quilt_manifests_my-bucket_view", "quilt_manifests_my-bucket_view"),
            ("0_9", "0_9"),
            ("a.b c", "a%2Eb%20c"),
            ("Upper", "%55pper"),
            ("café", "caf%C3%A9"),
            ("100%/x\\y", "100%25%2Fx%5Cy"),
            ("~!*'()", "%7E%21%2A%27%28%29"),
            ("..", "%2E%2E"),
        ] {
            assert_eq!(encoded(name), file, "{name}");
            assert_eq!(decoded(file), name, "{file}");
        }
        assert_eq!(decoded("50%_%zz%4"), "50%_%zz%4", "what is not an escape stays");

        let root = tempfile::tempdir().expect("a directory");
        let schema = root.path().join(".athena/catalog/my%20schema");
        fs::create_dir_all(&schema).expect("a schema");
        fs::write(schema.join("caf%C3%A9%2Eb.sql"), "CREATE VIEW v AS\nSELECT 1\n").expect("a definition");
        let catalog = Catalog::new(root.path());
        assert_eq!(catalog.schemas().expect("schemas"), ["default", "my schema"]);
        assert_eq!(catalog.names("my schema").expect("names"), ["café.b"]);
        let found = catalog.get(&("my schema".to_owned(), "café.b".to_owned())).expect("a definition");
        assert!(matches!(found, Some(CatalogDefinition::View(view)) if view.query == "SELECT 1"));
    }

    #[test]
    fn a_view_that_many_threads_write_is_whole_whenever_it_is_read() {
        const WRITERS: usize = 8;
        const ROUNDS: usize = 50;
        let root = tempfile::tempdir().expect("a directory");
        let catalog = Catalog::new(root.path());
        // Of different lengths, so that a mixture is neither.
        let sql =
            |writer: usize| format!("CREATE VIEW v AS\nSELECT '{}'\n", writer.to_string().repeat(1 + 5000 * writer));
        let all: Vec<String> = (0..WRITERS).map(sql).collect();
        catalog.put(key("v"), &all[0]).expect("written");
        std::thread::scope(|threads| {
            for sql in &all {
                let (catalog, all) = (&catalog, &all);
                threads.spawn(move || {
                    for _ in 0..ROUNDS {
                        catalog.put(key("v"), sql).expect("written");
                        let found = catalog.sql(&key("v")).expect("read").expect("a definition");
                        assert!(all.contains(&found), "{} bytes of no definition", found.len());
                    }
                });
            }
        });
        let left: Vec<_> = fs::read_dir(root.path().join(".athena/catalog/default"))
            .expect("a schema")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert_eq!(left, ["v.sql"], "a draft is left");
    }

    #[test]
    fn a_definition_that_cannot_be_written_leaves_no_draft() {
        let root = tempfile::tempdir().expect("a directory");
        let schema = root.path().join(".athena/catalog/default");
        fs::create_dir_all(schema.join("v.sql/in the way")).expect("a directory in place of the file");
        let error = Catalog::new(root.path()).put(key("v"), "CREATE VIEW v AS SELECT 1").expect_err("not a file");
        assert!(matches!(error.kind(), ErrorKind::Storage { .. }), "{error}");
        assert_eq!(fs::read_dir(schema).expect("a schema").count(), 1, "a draft is left");
    }

    #[cfg(unix)]
    #[test]
    fn a_definition_has_the_permissions_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().expect("a directory");
        Catalog::new(root.path()).put(key("v"), "CREATE VIEW v AS SELECT 1").expect("written");
        let plain = root.path().join("plain");
        fs::write(&plain, "").expect("written");
        let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode();
        assert_eq!(mode(&root.path().join(".athena/catalog/default/v.sql")), mode(&plain));
    }
}
