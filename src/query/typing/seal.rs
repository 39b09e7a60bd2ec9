//! Keeps programs from implementing the traits that are proofs.
//!
//! Traits such as [`InScope`](super::InScope) are proofs: that a view is in FROM, that an aggregate may be used here. Their `Self` can be
//! a user's own type, so coherence alone would let a user implement them. Each requires a constant of a type that cannot be named
//! outside this module, in every implementation and with that implementation's own parameters.

/// The constant's type.
#[derive(Debug)]
pub struct Seal;
