# What CI runs.
ci:
    bash .ci/run

# The quick part: form and tests.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo test

# Writes golden texts and compile-fail messages anew: read the diff.
bless:
    UPDATE_EXPECT=1 TRYBUILD=overwrite cargo test
