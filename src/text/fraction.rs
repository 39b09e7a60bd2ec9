//! Fractions of a second.

use arrow_schema::Field;

use crate::types::{AthenaType, TYPE_KEY};

/// How many digits a fraction of a second is printed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// As many as the Arrow unit of the value has.
    OfUnit,
    /// So many; where the value has more, as many as the Arrow unit has that holds them: 3, 6 or 9.
    AtLeast(u8),
}

impl Digits {
    /// With the digits of the Arrow unit where it is to decide.
    pub(super) fn of(self, unit: u8) -> Self {
        match self {
            Self::OfUnit => Self::AtLeast(unit),
            stated => stated,
        }
    }

    /// Those of a part of a value, whose field may have a type of its own.
    pub(super) fn within(self, field: &Field) -> Self {
        match field.metadata().contains_key(TYPE_KEY).then(|| AthenaType::from_field(field)).flatten() {
            Some(AthenaType::Time(digits) | AthenaType::Timestamp(digits) | AthenaType::TimestampTz(digits)) => {
                Self::AtLeast(digits)
            }
            _ => self,
        }
    }

    /// The point and the digits; empty where there are to be none.
    pub(super) fn fraction(self, nanos: u32) -> String {
        let all = format!("{nanos:09}");
        let needed = all.trim_end_matches('0').len();
        let shown = match self {
            Self::AtLeast(digits) if needed <= usize::from(digits) => usize::from(digits),
            _ => needed.next_multiple_of(3),
        };
        match shown {
            0 => String::new(),
            1..=9 => format!(".{}", &all[..shown]),
            _ => format!(".{all:0<shown$}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_is_lost_and_none_is_added_that_the_type_does_not_have() {
        let cases = [
            (3, 0, ".000"),
            (3, 120_000_000, ".120"),
            (3, 123_456_000, ".123456"),
            (3, 123_400_000, ".123400"),
            (3, 1, ".000000001"),
            (6, 123_000_000, ".123000"),
            (0, 0, ""),
            (0, 500_000_000, ".500"),
            (1, 500_000_000, ".5"),
            (12, 123_456_789, ".123456789000"),
        ];
        for (digits, nanos, printed) in cases {
            assert_eq!(Digits::AtLeast(digits).fraction(nanos), printed, "{digits} digits of {nanos} ns");
        }
        assert_eq!(Digits::OfUnit.of(9).fraction(0), ".000000000");
    }
}
