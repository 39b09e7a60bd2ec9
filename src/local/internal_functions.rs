//! The names of functions that only the engine's own rewriting calls.
//!
//! They begin with `$`, which a query can write only in double quotes; such a call is refused. The front end writes these calls and the
//! functions answer them, so that the names belong to neither.

/// The function that a CAST becomes: the target type is its second argument, a string.
pub(super) const CAST: &str = "$cast";
/// The same for TRY_CAST.
pub(super) const TRY_CAST: &str = "$try_cast";
/// The same for a literal such as `DATE '…'`.
pub(super) const LITERAL: &str = "$literal";
/// Between the type that a CAST names and the time zone of the string that is cast.
pub(super) const IN_ZONE: char = '\u{1}';
/// `x AT TIME ZONE 'zone'`
pub(super) const AT_TIME_ZONE: &str = "$at_time_zone";
/// `x[1]` with a constant: the value, the number and its digits.
pub(super) const CONSTANT_SUBSCRIPT: &str = "$constant_subscript";
/// Begins the name of what `EXTRACT(field FROM x)` becomes; the field follows.
pub(super) const EXTRACT: &str = "$extract_";
/// Gives its argument back, which must not be a row.
pub(super) const NOT_A_ROW: &str = "$not_a_row";
/// Marks a LIMIT as WITH TIES: its argument is the number of rows.
pub(super) const WITH_TIES: &str = "$ties";
/// The only value of a scalar subquery; more than one is an error.
pub(super) const SINGLE: &str = "$single";
/// Whether there are no rows beyond the depth of a recursion: its argument is their number. An error if there are.
pub(super) const RECURSION_ENDS: &str = "$recursion_ends";
/// How often the step of a recursion is taken: Trino's default of `max_recursion_depth`, which Athena lets nobody change.
pub(super) const MAX_RECURSION_DEPTH: usize = 10;
/// A double as a bigint that sorts as it does, but NaN before all others.
pub(super) const NAN_FIRST: &str = "$nan_first";
/// `json_exists(…)` with its clauses as constants: path, format and document; ON ERROR; name, format and value of each parameter.
pub(super) const JSON_EXISTS: &str = "$json_exists";
/// The same for `json_value(…)`: between them RETURNING, ON EMPTY, ON ERROR and the two defaults.
pub(super) const JSON_VALUE: &str = "$json_value";
/// The same for `json_query(…)`: between them RETURNING, its format, the wrapper, the quotes, ON EMPTY and ON ERROR.
pub(super) const JSON_QUERY: &str = "$json_query";
/// `json_array(…)`: RETURNING, its format, ON NULL, nothing; format and value of each element.
pub(super) const JSON_ARRAY: &str = "$json_array";
/// `json_object(…)`: RETURNING, its format, ON NULL, whether keys are unique; key, format and value of each member.
pub(super) const JSON_OBJECT: &str = "$json_object";
/// `max` with a number of values.
pub(super) const MAX_N: &str = "$max_n";
/// `min` with a number of values.
pub(super) const MIN_N: &str = "$min_n";
