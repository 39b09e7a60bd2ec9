//! How an Iceberg table is maintained.

use crate::error::{Error, Result};

/// A numeric table property that configures OPTIMIZE and VACUUM (user guide, "Create Iceberg tables", table properties).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IcebergOption {
    /// `write_target_data_file_size_bytes`: the target size of files. Athena's default is 512 MB.
    TargetFileBytes,
    /// `optimize_rewrite_min_data_file_size_bytes`: OPTIMIZE rewrites files smaller than this. Less than 10 GB.
    OptimizeMinFileBytes,
    /// `optimize_rewrite_max_data_file_size_bytes`: OPTIMIZE rewrites files larger than this. Less than 10 GB.
    OptimizeMaxFileBytes,
    /// `optimize_rewrite_data_file_threshold`: with fewer files OPTIMIZE does nothing. Less than 50.
    OptimizeFileThreshold,
    /// `optimize_rewrite_delete_file_threshold`: a file with fewer delete files stays. Less than 50.
    OptimizeDeleteFileThreshold,
    /// `vacuum_min_snapshots_to_keep`: VACUUM keeps at least this number.
    VacuumMinSnapshots,
    /// `vacuum_max_snapshot_age_seconds`: VACUUM keeps snapshots younger than this. Athena's default is five days.
    VacuumMaxSnapshotSeconds,
}

impl IcebergOption {
    /// Its name in SQL.
    pub fn name(self) -> &'static str {
        match self {
            Self::TargetFileBytes => "write_target_data_file_size_bytes",
            Self::OptimizeMinFileBytes => "optimize_rewrite_min_data_file_size_bytes",
            Self::OptimizeMaxFileBytes => "optimize_rewrite_max_data_file_size_bytes",
            Self::OptimizeFileThreshold => "optimize_rewrite_data_file_threshold",
            Self::OptimizeDeleteFileThreshold => "optimize_rewrite_delete_file_threshold",
            Self::VacuumMinSnapshots => "vacuum_min_snapshots_to_keep",
            Self::VacuumMaxSnapshotSeconds => "vacuum_max_snapshot_age_seconds",
        }
    }

    pub(super) fn check(self, value: u64) -> Result<()> {
        let below = match self {
            Self::OptimizeMinFileBytes | Self::OptimizeMaxFileBytes => 10 << 30,
            Self::OptimizeFileThreshold | Self::OptimizeDeleteFileThreshold => 50,
            // A bigint.
            _ => i64::MAX.unsigned_abs(),
        };
        let least = u64::from(self != Self::OptimizeMinFileBytes);
        if (least..below).contains(&value) {
            return Ok(());
        }
        Err(Error::invalid_query(format!(
            "`{}` is {value}: it must be at least {least} and less than {below}",
            self.name()
        )))
    }
}

/// Each once: of two values for one option, one would be lost.
pub(super) fn options_once(all: &[(IcebergOption, u64)]) -> Result<()> {
    match all.iter().enumerate().find(|(i, (option, _))| all[..*i].iter().any(|(other, _)| other == option)) {
        Some((_, (twice, _))) => Err(Error::invalid_query(format!("the option `{}` is given twice", twice.name()))),
        None => Ok(()),
    }
}
