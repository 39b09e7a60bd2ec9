//! Why: what `quilt-athena generate` writes compiles with no feature but `derive`.
use quilt_athena_generated::{bundled, odd};

fn main() {
    let view = bundled::QuiltManifestsView::view("my-bucket");
    assert_eq!(view.name().expect("a name").name(), "quilt_manifests_my-bucket_view");
    assert_eq!(odd::OddLines::view().name().expect("a name").name(), "odd-lines");
}
