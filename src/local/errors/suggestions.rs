//! What to write for a function that Athena lacks.

use super::super::known_functions::listed;

/// Functions of other dialects, and what Athena has instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("charindex", "strpos(string, substring)"),
    ("collect_list", "array_agg"),
    ("collect_set", "array_agg(DISTINCT …)"),
    ("date_sub", "date_add('day', -n, …)"),
    ("dateadd", "date_add('unit', n, …)"),
    ("datediff", "date_diff('unit', a, b)"),
    ("datetrunc", "date_trunc('unit', …)"),
    ("explode", "CROSS JOIN UNNEST(…)"),
    ("get_json_object", "json_extract_scalar(…, path)"),
    ("getdate", "current_timestamp"),
    ("group_concat", "listagg(…, ',') WITHIN GROUP (ORDER BY …)"),
    ("ifnull", "coalesce"),
    ("iif", "if"),
    ("instr", "strpos(string, substring)"),
    ("isnull", "coalesce, or `… IS NULL`"),
    ("json_tuple", "json_extract_scalar(…, path)"),
    ("lcase", "lower"),
    ("len", "length"),
    ("nvl", "coalesce"),
    ("nvl2", "if(… IS NOT NULL, …, …)"),
    ("percentile_approx", "approx_percentile"),
    ("regexp_substr", "regexp_extract"),
    ("size", "cardinality"),
    ("string_agg", "listagg(…, ',') WITHIN GROUP (ORDER BY …)"),
    ("to_char", "date_format or format"),
    ("to_date", "CAST(date_parse(…) AS date)"),
    ("to_number", "CAST(… AS decimal(…))"),
    ("ucase", "upper"),
    ("unix_timestamp", "to_unixtime"),
];

/// How similar a name has to be to be suggested, from 0 to 1.
const SIMILAR: f64 = 0.6;

/// The function of Athena whose name takes the fewest changes, if it is similar at all. A common beginning is none:
/// `row_number` is not what somebody meant by `row`.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let score = |known: &str| strsim::normalized_damerau_levenshtein(name, known);
    let best = listed().max_by(|a, b| score(a).total_cmp(&score(b)).then_with(|| b.cmp(a)))?;
    (score(best) >= SIMILAR).then_some(best)
}

/// What Athena has for a function of another dialect.
pub(super) fn instead(name: &str) -> Option<&'static str> {
    ELSEWHERE.iter().find(|(known, _)| *known == name).map(|(_, instead)| *instead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_of_athenas_has_advice_for_another_dialect() {
        for (name, _) in ELSEWHERE {
            assert!(listed().all(|known| known != *name), "{name}");
        }
    }
}
