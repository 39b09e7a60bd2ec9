// Why: Rust itself lets no program implement a trait that is not its own for a type that is not its own.
use quilt_athena::query::typing::{NoWindow, Windowed};

impl NoWindow for Windowed<()> {}

fn main() {}
