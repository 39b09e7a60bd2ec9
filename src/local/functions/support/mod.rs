//! What the groups share: how a function is defined, the types that it takes, and its values row by row.

pub(super) mod arguments;
pub(super) mod chars;
pub(super) mod compare;
pub(super) mod convert;
pub(super) mod decimal;
pub(super) mod define;
pub(super) mod lambda;
pub(super) mod per_pattern;
pub(super) mod size;
pub(super) mod values;
