//! External tables: which files to read, and reading no more than those.

mod exec;
mod files;
mod paths;
mod table;

pub(crate) use table::ExternalTable;
