//! Lines of text files, cell by cell, with the values that the Hive connector of Trino 435 reads from the same files.

use quilt_athena::{Engine, Statement, local::Local};

use crate::support::{ask, write};

const OPENX: &str =
    "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json'='true')";

/// What a table over one file answers, rows by newlines.
async fn read(columns: &str, format: &str, content: impl AsRef<[u8]>) -> quilt_athena::Result<String> {
    read_named("file", columns, format, content).await
}

async fn read_named(
    name: &str,
    columns: &str,
    format: &str,
    content: impl AsRef<[u8]>,
) -> quilt_athena::Result<String> {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &format!("lines/t/{name}"), content);
    let engine = Local::open(folder.path()).expect("it is there");
    let ddl = format!("CREATE EXTERNAL TABLE t ({columns}) {format} LOCATION 's3://lines/t/'");
    engine.execute(&Statement::query(ddl)).await?;
    ask(&engine, "SELECT * FROM t").await
}

/// One JSON value per line, in a column of that type.
async fn json(of: &str, values: &[&str]) -> quilt_athena::Result<Vec<String>> {
    let lines: Vec<String> = values.iter().map(|value| format!("{{\"c\": {value}}}\n")).collect();
    let rows = read(&format!("c {of}"), OPENX, lines.concat()).await?;
    Ok(rows.lines().map(str::to_owned).collect())
}

async fn check(of: &str, expected: &[(&str, &str)]) {
    let values: Vec<&str> = expected.iter().map(|(value, _)| *value).collect();
    let found = json(of, &values).await.expect("every value can be read");
    let found: Vec<(&str, &str)> = values.iter().copied().zip(found.iter().map(String::as_str)).collect();
    assert_eq!(found, expected, "{of}");
}

#[tokio::test]
async fn integers_in_json_lose_their_fraction_as_trino_435_reads_them() {
    let both = [
        ("1.9", "1"),
        ("\"-1.9\"", "-1"),
        ("08", "8"),
        ("010", "8"),
        ("\"0x1F\"", "31"),
        ("1e2", "100"),
        ("1e-2", "0"),
        ("\" 1\"", "NULL"),
        ("1L", "NULL"),
        ("true", "NULL"),
        ("\"\"", "NULL"),
    ];
    check("tinyint", &both).await;
    check("bigint", &both).await;
    check("tinyint", &[("127.9", "127"), ("128.0", "NULL"), ("-129", "NULL")]).await;
    check("bigint", &[("9223372036854775807.5", "9223372036854775807"), ("9223372036854775808", "NULL")]).await;
}

#[tokio::test]
async fn floats_in_json_are_those_of_java_as_trino_435_reads_them() {
    let both = [
        ("\"1.5D\"", "1.5"),
        ("1f", "1.0"),
        ("1e400", "Infinity"),
        ("\" 2 \"", "2.0"),
        ("inf", "NULL"),
        ("1L", "NULL"),
    ];
    check("double", &both).await;
    check("float", &both).await;
    check("float", &[("\"-1e39\"", "-Infinity"), ("16777217.000000000001", "1.6777218E7")]).await;
}

#[tokio::test]
async fn structs_are_read_from_arrays_and_blank_strings_as_trino_435_reads_them() {
    let expected = [
        ("{\"X\": 1}", "{x=1, y=null}"),
        ("[1, 2, 3]", "{x=1, y=2}"),
        ("[\"a\"]", "{x=a, y=null}"),
        ("[]", "{x=null, y=null}"),
        ("\"\"", "{x=null, y=null}"),
        ("\" \\u0000\"", "{x=null, y=null}"),
        ("null", "NULL"),
    ];
    check("struct<x:string,y:int>", &expected).await;
    check("array<struct<x:string,y:int>>", &[("[[1, 2], {}]", "[{x=1, y=2}, {x=null, y=null}]")]).await;
    for other in ["1", "\"x\"", "\"\\u2028\""] {
        let error = json("struct<x:string,y:int>", &[other]).await.expect_err("no struct").to_string();
        let expected = "HIVE_CURSOR_ERROR: column `c` is row(x varchar, y integer) and a file has something other than an object in it";
        assert_eq!(error, expected);
    }
}

#[tokio::test]
async fn control_characters_around_a_line_are_space_and_no_other_as_trino_435_reads_it() {
    let content = "\0{\"a\":1}\n\u{b}\u{c}\u{1f} [2]\u{1}\n\u{a0}{\"a\":3}\n\u{2003}{\"a\":4}\n";
    for ignore in ["true", "false"] {
        let format = OPENX.replace("'true'", &format!("'{ignore}'"));
        assert_eq!(read("a string", &format, content).await.expect("it runs"), "1\n2\nNULL\nNULL");
    }
}

/// Trino reads these, too, and fails at some larger depth.
#[tokio::test]
async fn json_that_is_nested_too_deeply_is_never_read_as_null() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    check("string", &[(&nested(900), &nested(900))]).await;
    let error = json("string", &[&nested(2000)]).await.expect_err("too deep").to_string();
    assert_eq!(error, "HIVE_CURSOR_ERROR: s3://lines/t/file, line 1: JSON nested too deeply for the embedded engine");
}

#[tokio::test]
async fn delimited_fields_that_fit_no_type_are_null_as_trino_435_reads_them() {
    let commas = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','";
    let cases = [
        ("boolean", "TRUE,false\na,1\n,t\n true,\\N\n", "true|false\nNULL|NULL\nNULL|NULL\nNULL|NULL"),
        ("int", "010,0x1F\n1e2,1.9\n.,-\n-1.x, 1\n2147483648,-.5\n", "10|NULL\nNULL|1\n0|NULL\nNULL|NULL\nNULL|0"),
        ("double", "1d, 1.5 \n1e400,NaN\n\u{a0}1,\n", "1.0|1.5\nInfinity|NaN\nNULL|NULL"),
        ("string", "\"a,b\"\n\\,\\N\n", "\"a|b\"\n\\|NULL"),
    ];
    for (of, content, expected) in cases {
        assert_eq!(read(&format!("a {of}, b {of}"), commas, content).await.expect("it runs"), expected, "{of}");
    }
}

#[tokio::test]
async fn escapes_in_delimited_fields_are_those_that_trino_435_undoes() {
    let format = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\'";
    let content = "a\\,b,c\\\\\nx\\,\n\\,\\\n,\\\n\\n,\\N\n";
    let expected = "a,b|c\\\nx,|NULL\n,\\|NULL\n|\\\nn|NULL";
    assert_eq!(read("a string, b string", format, content).await.expect("it runs"), expected);
    assert_eq!(read("a bigint, b double", format, "\\1,\\2\n1,2").await.expect("it runs"), "NULL|NULL\n1|2.0");
    let same = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY ','";
    assert_eq!(read("a string, b string", same, "a,b").await.expect("it runs"), "a|b", "the delimiter wins");
}

#[tokio::test]
async fn delimiters_may_be_codes_and_have_an_older_name_as_in_trino_435() {
    let lazy = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' WITH SERDEPROPERTIES";
    for (properties, content) in [
        ("'field.delim'='44'", "a,b"),
        ("'field.delim'='1'", "a\u{1}b"),
        ("'field.delim'='9'", "a\tb"),
        ("'serialization.format'=','", "a,b"),
        ("'serialization.format'='1'", "a\u{1}b"),
        ("'serialization.format'='1', 'field.delim'=','", "a,b"),
        ("'field.delim'=',', 'colelction.delim'=';', 'mapkey.delim'=':'", "a,b"),
    ] {
        let format = format!("{lazy} ({properties})");
        assert_eq!(read("a string, b string", &format, content).await.expect("it runs"), "a|b", "{properties}");
    }
    for delimiter in ["||", "é", ""] {
        let format = format!("{lazy} ('field.delim'='{delimiter}')");
        let error = read("a string", &format, "").await.expect_err("refused").to_string();
        assert_eq!(
            error,
            format!(
                "the delimiter `{delimiter}`: it has to be one ASCII character is not supported by the embedded engine; it runs on Athena"
            )
        );
    }
}

/// Trino gives the SerDe both lists, and the table's wins (`MetastoreUtil.getHiveSchema`).
#[tokio::test]
async fn properties_of_the_serde_may_be_those_of_the_table() {
    let openx = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'";
    let commas = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','";
    for (format, properties, content, expected) in [
        (openx, "'ignore.malformed.json'='true'", "{\"a\": \"x\"}\n{broken\n", "x|NULL\nNULL|NULL"),
        ("", "'field.delim'=','", "x,y", "x|y"),
        (commas, "'field.delim'=';'", "x;y,", "x|y,"),
        (commas, "'escape.delim'='\\\\'", "x\\,y,z", "x,y|z"),
        (commas, "'classification'='csv', 'transient_lastDdlTime'='1'", "x,y", "x|y"),
        (commas, "'use.null.for.invalid.data'='TRUE'", "x,y", "x|y"),
    ] {
        let found =
            read_with(format, properties, content).await.unwrap_or_else(|error| panic!("{properties}: {error}"));
        assert_eq!(found, expected, "{properties}");
    }
    for (format, properties) in [
        (openx, "'case.insensitive'='false'"),
        (openx, "'mapping.a'='A'"),
        (openx, "'field.delim'=','"),
        (commas, "'ignore.malformed.json'='true'"),
        (commas, "'separatorChar'=';'"),
        (commas, "'serialization.null.format'=''"),
    ] {
        let error = read_with(format, properties, "").await.expect_err(properties).to_string();
        let (key, _) = properties.split_once('=').expect("a property");
        assert!(error.contains(&key.to_lowercase()) && error.contains("is not supported"), "{error}");
    }
}

async fn read_with(format: &str, properties: &str, content: &str) -> quilt_athena::Result<String> {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "lines/t/file", content);
    let engine = Local::open(folder.path()).expect("it is there");
    let ddl = format!(
        "CREATE EXTERNAL TABLE t (a string, b string) {format} LOCATION 's3://lines/t/' TBLPROPERTIES ({properties})"
    );
    engine.execute(&Statement::query(ddl)).await?;
    ask(&engine, "SELECT * FROM t").await
}

#[tokio::test]
async fn invalid_data_is_null_and_a_table_that_wants_otherwise_is_refused() {
    let lazy =
        "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' WITH SERDEPROPERTIES ('field.delim'=','";
    let openx = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('paths'='a'";
    let invalid = |value: &str| format!("'use.null.for.invalid.data'='{value}'");
    for (serde, content) in [(lazy, "x,1\n2,y\n"), (openx, "{\"a\": \"x\", \"b\": 1}\n{\"a\": 2, \"b\": \"y\"}\n")] {
        for format in
            [format!("{serde})"), format!("{serde}, {})", invalid("true")), format!("{serde}, {})", invalid("TRUE"))]
        {
            assert_eq!(read("a int, b int", &format, content).await.expect("it runs"), "NULL|1\n2|NULL", "{format}");
        }
        for value in ["false", "FALSE", "", "yes"] {
            let named = "is NULL here) is not supported by the embedded engine";
            for error in [
                read("a int", &format!("{serde}, {})", invalid(value)), content).await,
                read_with(&format!("{serde})"), &invalid(value), content).await,
                // That of the table wins.
                read_with(&format!("{serde}, {})", invalid("true")), &invalid(value), content).await,
            ] {
                let error = error.expect_err(value).to_string();
                assert!(error.starts_with(&invalid(value)) && error.contains(named), "{error}");
            }
        }
        let both = read_with(&format!("{serde}, {})", invalid("false")), &invalid("true"), content).await;
        assert!(both.is_ok(), "{both:?}");
    }
}

#[tokio::test]
async fn files_that_trino_435_takes_for_compressed_are_refused_and_not_read_as_text() {
    for last in ["bz2", "deflate", "gz", "lz4", "lzo", "lzo_deflate", "snappy", "zst"] {
        let error = read_named(&format!("a.{last}"), "a string", "", "x").await.expect_err("refused").to_string();
        let file = format!("the compressed file `s3://lines/t/a.{last}`");
        assert_eq!(error, format!("{file} is not supported by the embedded engine; it runs on Athena"));
        assert_eq!(read_named(&format!("a.{last}"), "a string", "", "").await.expect("no line, no row"), "");
    }
    for name in ["gz", "a.GZ", "a.gz.txt", "a.gzip", "a.gz/b", "a.zip", "a.xz", "a.lzop"] {
        assert_eq!(read_named(name, "a string", "", "x").await.expect("text"), "x", "{name}");
    }
}
