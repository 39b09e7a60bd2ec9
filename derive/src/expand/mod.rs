//! Code from models.

pub(crate) mod row;
pub(crate) mod view;
