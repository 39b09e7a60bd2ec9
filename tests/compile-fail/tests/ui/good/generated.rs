// Why: what `quilt-athena generate` writes compiles with no feature but `derive`.
#[allow(dead_code)]
mod bundled {
    include!("../../../../generated/bundled.rs");
}

#[allow(dead_code)]
mod odd {
    include!("../../../../generated/odd.rs");
}

fn main() {
    let view = bundled::QuiltManifestsView::view("my-bucket");
    assert_eq!(view.name().expect("a name").name(), "quilt_manifests_my-bucket_view");
    assert_eq!(odd::OddLines::view().name().expect("a name").name(), "odd-lines");
}
