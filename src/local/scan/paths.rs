//! Which prefixes a predicate on `$path` leaves to list.
//!
//! Quilt's views compute user, name and timestamp by `regexp_extract("$path", …)`. A pattern that takes a path apart at its slashes
//! names a segment of the path: with `user = 'alice'` one prefix is enough. This only narrows the listing; every
//! predicate is still evaluated on every key, so a pattern that is not understood costs time and never a row.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::{
    common::ScalarValue,
    logical_expr::{BinaryExpr, Expr, Operator, utils::split_conjunction},
};

use crate::{local::sql::PATH, schema::BucketName};

/// The values that segments of the path may have. Segment 1 is the bucket.
#[derive(Debug, Clone)]
pub(super) struct Prefixes {
    base: String,
    /// How many segments the bucket and the base have.
    depth: usize,
    segments: BTreeMap<usize, BTreeSet<String>>,
    bucket: String,
}

impl Prefixes {
    pub(super) fn new(bucket: &BucketName, base: &str) -> Self {
        let depth = 1 + base.split('/').filter(|part| !part.is_empty()).count();
        Self { base: base.to_owned(), depth, segments: BTreeMap::new(), bucket: bucket.to_string() }
    }

    /// Takes a predicate into account.
    pub(super) fn narrow(&mut self, filter: &Expr) {
        for term in split_conjunction(filter) {
            if let Some((segment, values)) = implied(term) {
                let known = self.segments.entry(segment).or_insert_with(|| values.clone());
                *known = known.intersection(&values).cloned().collect();
            }
        }
    }

    /// The prefixes to list, none overlapping another.
    pub(super) fn list(&self) -> Vec<String> {
        if self.segments.get(&1).is_some_and(|buckets| !buckets.contains(&self.bucket)) {
            return Vec::new();
        }
        let mut prefixes = vec![self.base.clone()];
        for segment in self.depth + 1.. {
            let Some(values) = self.segments.get(&segment) else { break };
            // No path has a segment with a slash in it, and hidden names are never listed.
            let plain =
                || values.iter().filter(|v| !v.is_empty() && !v.contains(['/', '\0']) && !v.starts_with(['.', '_']));
            let longer = |prefix: &String| match prefix.as_str() {
                "" => plain().cloned().collect::<Vec<_>>(),
                _ => plain().map(|value| format!("{prefix}/{value}")).collect(),
            };
            prefixes = prefixes.iter().flat_map(longer).collect();
        }
        prefixes
    }
}

impl std::fmt::Display for Prefixes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.list())
    }
}

/// `segment IN values`, when a predicate implies it.
fn implied(expr: &Expr) -> Option<(usize, BTreeSet<String>)> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
            let (segment, value) = segment(left).zip(string(right)).or_else(|| segment(right).zip(string(left)))?;
            Some((segment, BTreeSet::from([value])))
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            let ((a, mut values), (b, more)) = (implied(left)?, implied(right)?);
            values.extend(more);
            (a == b).then_some((a, values))
        }
        Expr::InList(list) if !list.negated => {
            let values = list.list.iter().map(string).collect::<Option<_>>()?;
            Some((segment(&list.expr)?, values))
        }
        _ => None,
    }
}

fn string(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(value, _) => value.try_as_str().flatten().map(str::to_owned),
        _ => None,
    }
}

/// The segment that `regexp_extract("$path", pattern, group)` gives.
fn segment(expr: &Expr) -> Option<usize> {
    let Expr::ScalarFunction(call) = expr else { return None };
    let [Expr::Column(column), pattern, Expr::Literal(ScalarValue::Int64(Some(group)), _)] = call.args.as_slice()
    else {
        return None;
    };
    if call.name() != "regexp_extract" || column.name != PATH {
        return None;
    }
    let group = usize::try_from(*group).ok()?;
    let groups = groups(&string(pattern)?)?;
    (1..=groups).contains(&group).then_some(group)
}

/// How many segments a pattern captures from the start of an `s3://` URI: group n is then segment n.
fn groups(pattern: &str) -> Option<usize> {
    // `\/` is a slash. A class that excludes the backslash too is a whole segment when a slash follows.
    let pattern = pattern.replace("\\/", "/");
    let mut rest = pattern.strip_prefix("^s3://")?;
    let mut groups = 0;
    loop {
        let plain = rest.strip_prefix("([^/]+)");
        rest = plain.or_else(|| rest.strip_prefix("([^\\/]+)"))?;
        groups += 1;
        if rest.is_empty() {
            // A last group that stops at a backslash may be less than its segment.
            return Some(if plain.is_some() { groups } else { groups - 1 });
        }
        rest = rest.strip_prefix('/')?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quilts_patterns_name_segments() {
        assert_eq!(groups(r"^s3:\/\/([^\\/]+)\/([^\/]+)\/([^\/]+)\/([^\/]+)"), Some(4));
        assert_eq!(groups(r"^s3:\/\/([^\/]+)\/([^\\/]+)"), Some(1), "it may stop inside the segment");
        for other in [r"^s3:\/\/([^\/]*)", "([^/]+)", r"^s3://([^/]+)/x", r"^s3://(.+)/([^/]+)", "[^/]+$"] {
            assert_eq!(groups(other), None, "{other}");
        }
    }

    #[test]
    fn values_that_are_not_a_segment_are_not_listed() {
        let mut prefixes = Prefixes::new(&"bucket".parse().expect("a bucket"), ".quilt/named_packages");
        let values = ["alice", "..", ".", "", "a/b", "x\0y", ".hidden", "_hidden"].map(String::from);
        prefixes.segments.insert(4, values.into());
        assert_eq!(prefixes.list(), [".quilt/named_packages/alice"]);
    }
}
