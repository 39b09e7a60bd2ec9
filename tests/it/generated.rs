//! What `quilt-athena generate` has written: it is compiled here, fits what is there, and fetches rows. The command's own tests write it.

use chrono::{NaiveDate, NaiveDateTime};
use quilt_athena::{
    local::Local,
    prelude::*,
    row::Json,
    schema::{BaseView, TableName},
};

use crate::support::{ask, bundled, empty, write};

// `allow` and not `expect`: which of these fire depends on what the tests use.
#[allow(dead_code, unreachable_pub)]
mod registry {
    include!("../generated/bundled.rs");
}

#[allow(dead_code, unreachable_pub)]
mod odd {
    include!("../generated/odd.rs");
}

#[allow(dead_code, unreachable_pub)]
mod all_features {
    include!("../generated/odd_features.rs");
}

/// The view has every column of the struct, and no other.
async fn fits<V: BaseView>(view: &View<V>, engine: &Local) {
    let found = view.verify(engine).await.expect("it fits");
    assert_eq!(found.extra(), [], "{found}");
}

#[tokio::test]
async fn structs_of_the_bundled_registry_fit_it_and_fetch_its_rows() {
    use registry::{QuiltManifests, QuiltManifestsView, QuiltNamedPackages, QuiltNamedPackagesView};
    let engine = bundled().await;
    let (p, m) = (QuiltNamedPackagesView::view("example-packages"), QuiltManifestsView::view("example-packages"));
    fits(&p, &engine).await;
    fits(&m, &engine).await;
    fits(&QuiltNamedPackages::view("example-packages"), &engine).await;
    let latest = select().from(&p).join(&m, p.hash.eq(m.tophash)).filter(p.timestamp.eq("latest"));
    let rows: Vec<QuiltNamedPackagesView> = latest.order_by(p.user).fetch(&engine).await.expect("rows");
    assert_eq!((rows.len(), rows[0].user.as_deref()), (17, Some("alice")));

    // The column that needs a feature is a comment, so it is extra here.
    let e = QuiltManifests::view("example-packages");
    let found = e.verify(&engine).await.expect("it fits");
    assert_eq!(found.extra().iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["hash"]);
    let entries = select().from(&e).filter(e.logical_key.is_not_null()).limit(1);
    let entry: QuiltManifests = entries.fetch_one(&engine).await.expect("a row");
    let key = entry.physical_keys.and_then(|keys| keys.into_iter().next().flatten());
    assert!(key.is_some_and(|key| key.starts_with("s3://")));
}

/// The tables and views that the structs were written for, with one line in them.
async fn odd_registry() -> (tempfile::TempDir, Local) {
    let (folder, engine) = empty();
    let line =
        r#"{"type":"a","self":1,"user id":"u","tags":["x",null],"hash":{"type":"SHA256","value":"00"},"2nd":true}"#;
    write(folder.path(), "odd-bucket/lines/1.json", line);
    for statement in include_str!("../generated/odd.sql").split_terminator(";\n") {
        ask(&engine, statement).await.expect("it is made");
    }
    (folder, engine)
}

#[tokio::test]
async fn odd_names_and_types_are_read_through_the_structs_that_were_written_for_them() {
    use all_features::AViewWithANameThatIsSoLongThatItsAttributeDoesNotStandOnOneLineOfAnyFile as Typed;
    use odd::{BracesOddBucket, OddLines, OptionTable};
    let (_folder, engine) = odd_registry().await;
    let view = all_features::OddLines::view();
    fits(&view, &engine).await;
    let row: all_features::OddLines = select().from(&view).fetch_one(&engine).await.expect("a row");
    let Some(Json(hash)) = row.hash else { panic!("there is a hash") };
    assert_eq!(
        (row.r#type.as_deref(), row.self_, row._2nd, hash["type"].as_str()),
        (Some("a"), Some(1), Some(true), Some("SHA256"))
    );
    let row: OddLines = select().from(&OddLines::view()).fetch_one(&engine).await.expect("a row");
    assert_eq!((row.user_id.as_deref(), row.tags), (Some("u"), Some(vec![Some("x".to_owned()), None])));

    let view = OptionTable::view();
    fits(&view, &engine).await;
    let row: OptionTable = select().from(&view).filter(view.user_id_2.eq(1)).fetch_one(&engine).await.expect("a row");
    assert_eq!((row.user_id.as_deref(), row.path.as_deref()), (Some("a"), Some("s3://odd-bucket/lines/1.json")));

    let view = View::<BracesOddBucket>::named(TableName::new("{braces}_odd-bucket").expect("a name"));
    fits(&view, &engine).await;

    let view = Typed::view();
    fits(&view, &engine).await;
    let row: Typed = select().from(&view).fetch_one(&engine).await.expect("a row");
    let day = NaiveDate::from_ymd_opt(2024, 2, 29);
    assert_eq!((row.day, row.at.map(|at: NaiveDateTime| at.date()), row.tiny), (day, day, Some(1)));
    assert_eq!(row.price.map(|price| price.to_string()).as_deref(), Some("1.50"));
}
