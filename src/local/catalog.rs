//! The catalog: definitions of tables and views, kept as the very SQL that made them.
//!
//! `ROOT/.athena/catalog/SCHEMA/NAME.sql`. No bucket can be called `.athena`, so that the directory is in nobody's way. Nothing is
//! cached: two processes see each other's tables.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use super::{definition::CatalogDefinition, parser};
use crate::{
    error::{Error, ErrorKind, Result},
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

    /// The same definitions, behind new ones that end with the session.
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
            return Err(ErrorKind::NotFound { what: "catalog", name: catalog.clone(), nearest: None, advice }.into());
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
            for ((_, name), sql) in session.iter().filter(|((other, _), _)| other == schema) {
                names.retain(|other| other != name);
                names.extend(sql.is_some().then(|| name.clone()));
            }
        }
        names.sort();
        Ok(names)
    }

    /// The schemas: the default one, and those that have something in them.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(super) fn schemas(&self) -> Result<Vec<String>> {
        let mut schemas = listed(&self.directory, |file| Some(decoded(file)))?;
        schemas.push(DEFAULT_SCHEMA.to_owned());
        schemas.sort();
        schemas.dedup();
        Ok(schemas)
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

/// Writes a file by way of a draft beside it.
fn replace(path: &Path, directory: &Path, content: &str) -> io::Result<()> {
    let draft = path.with_extension(format!("sql.{}", std::process::id()));
    let written =
        fs::create_dir_all(directory).and_then(|()| fs::write(&draft, content)).and_then(|()| fs::rename(&draft, path));
    written.inspect_err(|_| {
        let _ = fs::remove_file(&draft);
    })
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

/// Lower-case letters, digits, `_` and `-` stand for themselves, other bytes as `%XX`: a name is a file's name on any system.
fn encoded(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn decoded(file: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = file;
    while let Some(c) = rest.chars().next() {
        match rest.strip_prefix('%').and_then(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[3..];
            }
            None => {
                bytes.extend(c.to_string().as_bytes());
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_name_survives_as_the_name_of_a_file(name in "\\PC{1,20}") {
            let file = encoded(&name);
            prop_assert!(file.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-%".contains(&b)));
            prop_assert_eq!(decoded(&file), name);
        }
    }
}
