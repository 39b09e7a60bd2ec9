//! What is there, asked at run time: the embedded engine.

use expect_test::expect;
use quilt_athena::{
    Engine, Result, Statement,
    engine::Execution,
    prelude::*,
    quilt::{Manifest, NamedPackage},
    reflect::{self, ColumnDifference},
    schema::{Table, TableName},
};

use crate::support::{ask, bundled, empty};

/// An engine with no way to columns but DESCRIBE.
#[derive(Debug)]
struct Plain<E>(E);

#[async_trait::async_trait]
impl<E: Engine> Engine for Plain<E> {
    async fn run(&self, statement: &Statement) -> Result<Execution> {
        self.0.run(statement).await
    }
}

fn name(name: &str) -> TableName {
    TableName::new(name).expect("a name")
}

/// A table as one text.
fn shown(table: &Table) -> String {
    let column = |column: &quilt_athena::schema::ColumnInfo| {
        let comment = column.comment.as_deref().map(|text| format!(" -- {text}")).unwrap_or_default();
        format!("{} {}{}{comment}", column.name, column.data_type, if column.partition { " PARTITION" } else { "" })
    };
    table.columns().iter().map(column).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn tables_and_views_are_the_same_by_the_catalog_and_by_describe() {
    let (_folder, engine) = empty();
    let create = "CREATE EXTERNAL TABLE `t-1` (Name string COMMENT 'it\\'s', n int, ok boolean, tags array<string>, \
                  h struct<type:string,value:double>) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://bucket/t/'";
    ask(&engine, create).await.expect("a table");
    ask(&engine, "CREATE VIEW v AS SELECT name, n + 1 AS m, tags FROM \"t-1\"").await.expect("a view");
    let expected = expect![[r#"
        name varchar -- it's
        n integer
        ok boolean
        tags array(varchar)
        h row(type varchar, value double)"#]];
    let view = expect![[r#"
        name varchar
        m integer
        tags array(varchar)"#]];
    let plain = Plain(&engine);
    for (found, described, expected) in [
        (Table::reflect(&engine, &name("T-1")).await, Table::reflect(&plain, &name("t-1")).await, expected),
        (Table::reflect(&engine, &name("v")).await, Table::reflect(&plain, &name("v")).await, view),
    ] {
        expected.assert_eq(&shown(&found.expect("it is there")));
        expected.assert_eq(&shown(&described.expect("it is there")));
    }
    let names = reflect::table_names(&engine, Some("default")).await.expect("names");
    assert_eq!(names.iter().map(ToString::to_string).collect::<Vec<_>>(), ["\"default\".\"t-1\"", "\"default\".\"v\""]);
}

#[tokio::test]
async fn what_is_not_there_has_a_nearest_name() {
    let engine = bundled().await;
    for error in [
        Table::reflect(&engine, &name("quilt_manifest")).await.expect_err("no table"),
        Table::reflect(&Plain(&engine), &name("quilt_manifest")).await.expect_err("no table"),
    ] {
        let message = error.to_string();
        assert!(
            message.contains("table or view `quilt_manifest` does not exist; did you mean `quilt_manifests_"),
            "{message}"
        );
    }
    let table = Table::reflect(&engine, &name("quilt_manifests_example-packages")).await.expect("a table");
    let error = table.column("mesage").expect_err("no column").to_string();
    assert!(error.starts_with("column `mesage` does not exist; did you mean `message`?"), "{error}");
    assert_eq!(table.column("Physical_Keys").expect("a column").data_type.to_string(), "array(varchar)");
}

#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}")]
struct Line {
    #[athena(column = "$path")]
    path: String,
    logical_keys: Option<String>,
    size: i64,
    physical_keys: Option<Vec<Option<String>>>,
    hash: String,
    weight: f64,
}

#[tokio::test]
async fn every_difference_is_told_at_once_and_hidden_columns_are_none() {
    let engine = bundled().await;
    let view = Line::view("example-packages");
    let found = view.compare(&engine).await.expect("a comparison");
    assert_eq!(found.differences().len(), 4);
    assert!(
        matches!(&found.differences()[0], ColumnDifference::Missing { nearest: Some(nearest), .. } if nearest == "logical_key")
    );
    expect![[r#""quilt_manifests_example-packages" does not fit `Line`: column `logical_keys` does not exist (did you mean `logical_key`?); column `size` is varchar, which a field of bigint cannot be read from; column `hash` is row(type varchar, value varchar), which a field of varchar cannot be read from; column `weight` does not exist; not in the struct: `logical_key` varchar, `meta` varchar, `user_meta` varchar, `message` varchar, `version` varchar"#]]
    .assert_eq(&view.verify(&engine).await.expect_err("differences").to_string());
}

#[tokio::test]
async fn a_struct_that_fits_says_what_it_leaves_out() {
    let engine = bundled().await;
    NamedPackage::view("example-packages").verify(&engine).await.expect("it fits");
    Manifest::view("example-packages").verify(&engine).await.expect("it fits");
    #[derive(AthenaView)]
    #[athena(view = "{name}")]
    struct Part {
        user: String,
    }
    let found = Part::view("quilt_named_packages_example-packages_view").verify(&engine).await.expect("it fits");
    assert_eq!(found.extra().len(), 4);
    expect![[r#""quilt_named_packages_example-packages_view" fits `Part`; not in the struct: `path` varchar, `name` varchar, `timestamp` varchar, `hash` varchar"#]]
    .assert_eq(&found.to_string());
    let error = Part::view("nosuch").verify(&engine).await.expect_err("no table").to_string();
    assert!(error.contains("table or view `nosuch` does not exist"), "{error}");
}

/// A struct can be its own view and its own row: there `column` is the name in SQL.
#[derive(AthenaView, AthenaRow)]
#[athena(view = "quilt_named_packages_{bucket}", from = Pointer)]
struct Pointer {
    #[athena(column = "$path")]
    path: String,
    hash: String,
}

#[tokio::test]
async fn a_renamed_column_is_read_into_the_struct_that_renames_it() {
    let p = Pointer::view("example-packages");
    let rows: Vec<Pointer> = select().from(&p).order_by(p.path).limit(1).fetch(&bundled().await).await.expect("rows");
    assert!(rows[0].path.starts_with("s3://example-packages/") && rows[0].hash.len() == 64);
}

/// SQLAlchemy's `autoload`: no struct, and yet no name that is not there.
#[tokio::test]
async fn a_reflected_table_is_queried_by_names_that_are_checked() {
    let engine = bundled().await;
    let name = TableName::new("quilt_named_packages_example-packages_view").expect("a name");
    let table = Table::reflect(&engine, &name).await.expect("a table");
    let rows: Vec<quilt_athena::row::Record> = select()
        .from(&table.view())
        .filter(table.typed::<String>("timestamp").expect("text").eq("latest"))
        .order_by(table.sort_key("-name").expect("a column"))
        .limit(1)
        .select(table.select_list(["USER", "name"]).expect("columns"))
        .fetch(&engine)
        .await
        .expect("rows");
    assert_eq!(
        (rows[0].get::<String>("user").expect("a user"), rows[0].get::<String>("name").expect("a name")),
        ("carol".to_owned(), "white_space".to_owned())
    );
    let error = table.typed::<i64>("timestamp").expect_err("it is text").to_string();
    assert_eq!(error, "this query cannot be sent: column `timestamp` is varchar, not bigint");
}
