//! Why: which columns are set, and which WHEN there are, may be known only when the program runs.
use quilt_athena::query::{merge_into, null, update};
use quilt_athena_compile_fail::{Manifest, NamedPackage};

fn main() {
    let (m, p) = (Manifest::view("my-bucket"), NamedPackage::view("my-bucket"));
    let (message, size) = (Some("it's new"), None::<i64>);
    let mut change = update(&m).set(m.message, m.message.or_else(m.tophash)).filter(m.ok);
    if let Some(size) = size {
        change = change.set(m.size, size).set(m.optional, size);
    }
    assert!(change.statement().is_ok());
    for gone in [true, false] {
        let mut merge = merge_into(&m).using(&p, m.tophash.eq(p.hash));
        if gone {
            merge = merge.when_matched().and(m.message.is_null()).delete();
        }
        merge = merge.when_matched().update(|row| match message {
            Some(message) => row.set(m.message, message),
            None => row.set(m.message, null()),
        });
        assert!(merge.statement().is_ok());
    }
}
