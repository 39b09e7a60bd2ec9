//! External tables: which files to read, and reading no more than those.

mod file_scan;
mod file_table;
mod paths;
mod table_files;

pub(crate) use file_table::FileTable;
