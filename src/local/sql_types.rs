//! The old names, for `functions`: to be removed with their last use.

pub(super) use super::{
    errors::{refused, type_mismatch as mismatch, unsupported},
    types::{TypeClass as Class, common_type as common, type_name as spelled},
};

impl Class {
    pub(super) fn is_number(self) -> bool {
        self.is_numeric()
    }

    pub(super) fn is_time(self) -> bool {
        self.is_temporal()
    }

    pub(super) fn is_moment(self) -> bool {
        self.is_datetime()
    }
}
