//! The functions of Trino 435, by name: their kind, and how many arguments they take.

use std::{collections::HashMap, sync::LazyLock};

/// `SHOW FUNCTIONS` of Trino 435: the name, the kind, and the least and the most number of arguments. `*` is any number.
const LIST: &str = include_str!("known_functions.txt");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Scalar,
    Aggregate,
    Window,
}

struct Entry {
    kind: Kind,
    least: usize,
    most: Option<usize>,
}

static TRINO: LazyLock<HashMap<&'static str, Entry>> = LazyLock::new(|| LIST.lines().filter_map(entry).collect());

fn entry(line: &'static str) -> Option<(&'static str, Entry)> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let kind = match words.next()? {
        "aggregate" => Kind::Aggregate,
        "window" => Kind::Window,
        _ => Kind::Scalar,
    };
    let least = words.next()?.parse().ok()?;
    let most = words.next()?.parse().ok();
    Some((name, Entry { kind, least, most }))
}

/// The functions that Trino's grammar has, or that Trino does not list.
const UNLISTED: [&str; 19] = [
    "ipaddress",
    "coalesce",
    "format",
    "grouping",
    "if",
    "json_array",
    "json_exists",
    "json_object",
    "json_query",
    "json_table",
    "json_value",
    "normalize",
    "nullif",
    "row",
    "try",
    "version",
    "current_timestamp",
    "localtimestamp",
    "json_string_to_array",
];

/// What Athena has of Trino's plugin for geometries ("Geospatial functions").
const GEOSPATIAL: [&str; 12] = [
    "st_",
    "bing_tile",
    "geometry_",
    "line_",
    "to_geometry",
    "from_geojson_",
    "to_geojson_",
    "great_circle_",
    "simplify_geometry",
    "to_spherical_",
    "convex_hull_",
    "spatial_partition",
];

/// Whether Athena may have a function of this name.
pub(super) fn is_athenas(name: &str) -> bool {
    TRINO.contains_key(name)
        || UNLISTED.contains(&name)
        || name.starts_with('$')
        || GEOSPATIAL.iter().any(|prefix| name.starts_with(prefix))
}

/// The names that are listed, for suggestions.
pub(super) fn listed() -> impl Iterator<Item = &'static str> {
    TRINO.keys().copied().chain(UNLISTED)
}

/// Whether it needs OVER.
pub(in crate::local) fn is_window(name: &str) -> bool {
    TRINO.get(name).is_some_and(|entry| entry.kind == Kind::Window)
}

/// Whether it is an aggregate.
pub(in crate::local) fn is_aggregate(name: &str) -> bool {
    TRINO.get(name).is_some_and(|entry| entry.kind == Kind::Aggregate)
}

/// What is wrong with the number of arguments.
pub(in crate::local) fn wrong_number(name: &str, given: usize) -> Option<String> {
    let entry = TRINO.get(name)?;
    let most = entry.most.unwrap_or(usize::MAX);
    if (entry.least..=most).contains(&given) && !(name == "map" && given == 1) {
        return None;
    }
    Some(match entry.most {
        _ if name == "map" => "0 or 2".to_owned(),
        Some(most) if most == entry.least => most.to_string(),
        Some(most) => format!("{} to {most}", entry.least),
        None => format!("at least {}", entry.least),
    })
}
