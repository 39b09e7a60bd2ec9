//! White space as Java has it.

/// What Trino trims: Java's white space, which no-break spaces are not.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{1c}'..='\u{1f}')
        || (c.is_whitespace() && !matches!(c, '\u{85}' | '\u{a0}' | '\u{2007}' | '\u{202f}'))
}

pub(super) fn trimmed(value: &str) -> &str {
    value.trim_matches(is_space)
}
