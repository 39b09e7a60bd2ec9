//! CREATE DATABASE, DROP DATABASE, and what is refused of a database that is not there.

use super::{
    catalog::{Catalog, DEFAULT_SCHEMA, TableKey},
    engine::Local,
    information_schema::INFORMATION_SCHEMA,
};
use crate::error::{Error, ErrorKind, ObjectKind, Result};

/// `CREATE DATABASE`
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] and [`ErrorKind::Storage`].
pub(super) fn create(engine: &Local, name: &str, if_not_exists: bool) -> Result<()> {
    match name == INFORMATION_SCHEMA || exists(&engine.catalog, name)? {
        false => engine.catalog.create_schema(name),
        true if if_not_exists => Ok(()),
        true => {
            let advice = "use CREATE DATABASE IF NOT EXISTS";
            Err(ErrorKind::AlreadyExists { object: ObjectKind::Schema, name: name.to_owned(), advice }.into())
        }
    }
}

/// `DROP DATABASE`
///
/// # Errors
/// [`ErrorKind::NotFound`], [`ErrorKind::Definition`] for one that has tables, and [`ErrorKind::Storage`].
pub(super) fn drop(engine: &Local, name: &str, if_exists: bool, cascade: bool) -> Result<()> {
    if name == DEFAULT_SCHEMA {
        return Err(ErrorKind::Definition(format!("the database `{name}` cannot be dropped")).into());
    }
    if !exists(&engine.catalog, name)? {
        return if if_exists { Ok(()) } else { Err(not_found(engine, name)) };
    }
    let tables = engine.catalog.names(name)?;
    if !tables.is_empty() && !cascade {
        let message = format!("the database `{name}` is not empty: drop its tables first, or use CASCADE");
        return Err(ErrorKind::Definition(message).into());
    }
    for table in tables {
        engine.catalog.remove(&(name.to_owned(), table))?;
    }
    engine.catalog.remove_schema(name)
}

/// Whether there is a database of this name.
///
/// # Errors
/// [`ErrorKind::Storage`]
pub(super) fn exists(catalog: &Catalog, name: &str) -> Result<bool> {
    Ok(catalog.schemas()?.iter().any(|known| known == name))
}

/// Refuses to define something in a database that is not there.
///
/// # Errors
/// [`ErrorKind::NotFound`] and [`ErrorKind::Storage`].
pub(super) fn check(engine: &Local, (schema, _): &TableKey) -> Result<()> {
    if exists(&engine.catalog, schema)? { Ok(()) } else { Err(not_found(engine, schema)) }
}

/// The error for a database that is not there.
pub(super) fn not_found(engine: &Local, name: &str) -> Error {
    let nearest = crate::error::nearest(name, engine.catalog.schemas().unwrap_or_default());
    let advice = Some(format!("make it with CREATE DATABASE `{name}`"));
    let (object, name) = (ObjectKind::Schema, name.to_owned());
    ErrorKind::NotFound { object, name, nearest, position: None, advice }.into()
}
