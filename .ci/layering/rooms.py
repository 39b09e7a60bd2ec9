"""Which room may name which. A room is a file or a directory directly under src/; src/lib.rs is the facade, which only re-exports.

What is not allowed here is forbidden: a room that is missing, and one that is listed but no longer there, fail the check.
"""

# Each room leans only on rooms above it, circles (below) aside.
ROOMS = {
    "error": "",
    "types": "error",
    "text": "error types",
    "sql": "error types",
    "schema": "error types sql",
    "statement": "error types",
    "row": "error types sql schema statement query",
    "query": "error types sql schema statement row",
    "ddl": "error types sql schema statement row query",
    "engine": "error types text sql schema statement row query",
    "athena": "error types text sql schema statement row ddl engine",
    "local": "error types text sql schema statement row engine",
    "testing": "error",
    "reflect": "error types sql schema statement row ddl engine",
    "connect": "error types sql schema statement row engine athena local reflect",
    "quilt": "error types sql schema statement row query ddl engine local reflect",
}

# Under src, but no modules of the crate.
NOT_ROOMS = {
    "lib",  # the facade
    "doctest",  # parts of the doctests of functions, which are not shown there
}

# Rooms that name each other, and are one layer for that. A circle that is not stated fails the check, and so does a stated one that is open.
CIRCLES = [
    # A row is selected as a list of expressions, and a query knows the row that it gives.
    {"row", "query"},
]

# Crates (with what begins with their name and `_`), and the rooms that may name them.
CRATES = {
    "aws": "athena",
    "clap": "",
    "datafusion": "local",
    "httparse": "testing",
    "object_store": "athena",
    "parquet": "athena",
    "serde_arrow": "engine",
    "tokio": "athena local testing",
}

# Names of the crate itself, inside (`extern crate self as quilt_athena`).
CRATE_NAMES = {"crate", "quilt_athena"}
