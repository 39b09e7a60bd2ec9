//! What `quilt-athena generate` writes, as a crate: it compiles with no feature but `derive`.
#![expect(missing_docs, reason = "generated, for a user's crate")]

// Not `mod bundled;`: the files are as they were generated, and rustfmt leaves them alone.
pub mod bundled {
    include!("bundled.rs");
}

pub mod odd {
    include!("odd.rs");
}
