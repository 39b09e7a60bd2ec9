//! Units of time in partition projection (user guide, "Supported types for partition projection", date type).

/// A unit of time in partition projection: of [`DateRange::every`](super::DateRange::every) and of
/// [`DateBound::Now`](super::DateBound::Now).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is a word")]
pub enum ProjectionUnit {
    Milliseconds,
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

impl ProjectionUnit {
    /// As `projection.COLUMN.interval.unit` and `NOW+1DAYS` write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "MILLISECONDS",
            Self::Seconds => "SECONDS",
            Self::Minutes => "MINUTES",
            Self::Hours => "HOURS",
            Self::Days => "DAYS",
            Self::Weeks => "WEEKS",
            Self::Months => "MONTHS",
            Self::Years => "YEARS",
        }
    }
}
