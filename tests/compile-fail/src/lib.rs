//! Compile-fail cases live in `tests/`; this crate only carries their dependencies.
