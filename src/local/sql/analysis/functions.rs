//! The functions that a query may call.

pub(super) use crate::local::known_functions::{is_aggregate, is_window, wrong_number};
use crate::local::{functions::functions, known_functions::is_athenas};

/// Whether Athena may have a function of this name, or this engine has it.
pub(super) fn is_known(name: &str) -> bool {
    is_athenas(name) || functions().has(name)
}

/// Whether it is known, and neither an aggregate nor a window function.
pub(super) fn is_scalar(name: &str) -> bool {
    is_known(name) && !is_aggregate(name) && !is_window(name)
}
