//! `json_array` and `json_object`: the documents that they give.

use super::answers;

const CONSTRUCTED: &[(&str, &str)] = &[
    (
        "SELECT json_object(KEY 'a' VALUE 1, 'b': 2, 'c' VALUE NULL NULL ON NULL WITH UNIQUE KEYS)",
        "{\"a\":1,\"b\":2,\"c\":null}",
    ),
    ("SELECT json_object('a' : NULL ABSENT ON NULL)", "{}"),
    ("SELECT json_object()", "{}"),
    ("SELECT json_array(1, NULL NULL ON NULL), json_array(NULL ABSENT ON NULL), json_array(NULL)", "[1,null]|[]|[]"),
    (
        "SELECT json_object('a' : NULL, 'b' : 1 ABSENT ON NULL), json_object('a' : '[1]' FORMAT JSON, 'b' : NULL FORMAT JSON), \
         json_array(NULL FORMAT JSON NULL ON NULL), json_array(NULL FORMAT JSON)",
        "{\"b\":1}|{\"a\":[1],\"b\":null}|[null]|[]",
    ),
    ("SELECT json_object('a' : NULL, 'a' : 1 ABSENT ON NULL)", "{\"a\":1}"),
    ("SELECT json_object('a' : 1, 'a' : NULL ABSENT ON NULL)", "{\"a\":1}"),
    ("SELECT json_object('a' : 1, 'a' : NULL ABSENT ON NULL WITH UNIQUE KEYS)", "{\"a\":1}"),
    (
        "SELECT json_object('key' : 1, 'id' : 2, 'name' : 3, 'value' : 4, 'x' : 5, 'longer key' : 6, 'ä' : 7, '' : 8, 'b2' : \
         9, 'zz' : 10, 'one' : 11, 'two' : 12, 'three' : 13, 'four' : 14)",
        "{\"\":8,\"zz\":10,\"ä\":7,\"one\":11,\"two\":12,\"three\":13,\"b2\":9,\"longer \
         key\":6,\"four\":14,\"name\":3,\"x\":5,\"id\":2,\"value\":4,\"key\":1}",
    ),
    (
        "SELECT json_object('Aa' : 1, 'BB' : 2, 'C#' : 3), json_object('BB' : 1, 'Aa' : 2)",
        "{\"Aa\":1,\"BB\":2,\"C#\":3}|{\"BB\":1,\"Aa\":2}",
    ),
    ("SELECT json_object(key : 1) FROM (VALUES 'q') t(key)", "{\"q\":1}"),
    ("SELECT json_object(key VALUE 1) FROM (VALUES 'q') t(key)", "{\"q\":1}"),
    ("SELECT json_object(value VALUE value) FROM (VALUES 'q') t(value)", "{\"q\":\"q\"}"),
    ("SELECT json_object(KEY key VALUE value) FROM (VALUES ('q', 2)) t(key, value)", "{\"q\":2}"),
    ("SELECT json_object(key VALUE value) FROM (VALUES ('q', 2)) t(key, value)", "{\"q\":2}"),
    (
        "SELECT json_object(key VALUE value, 'a' : 1), json_object(key VALUE value NULL ON NULL), json_object(key VALUE value ABSENT ON \
         NULL), json_object(key VALUE value WITH UNIQUE KEYS), json_object(key VALUE value RETURNING varchar(4)) FROM (VALUES ('q', \
         NULL)) t(key, value)",
        "{\"q\":null,\"a\":1}|{\"q\":null}|{}|{\"q\":null}|{\"q\"",
    ),
    (
        "SELECT json_object(key VALUE value || '2'), json_object(key VALUE CASE value WHEN 'p' THEN value ELSE 'r' END), json_object(key \
         VALUE value FORMAT JSON), json_object(key VALUE (json_object(key VALUE (value)))) FROM (VALUES ('q', '1')) t(key, value)",
        "{\"q\":\"12\"}|{\"q\":\"r\"}|{\"q\":1}|{\"q\":{\"q\":\"1\"}}",
    ),
    (
        "SELECT json_object(KEY value VALUE key), json_object(KEY value VALUE value), json_object(KEY value || 'x' VALUE 1), \
         json_object(KEY value VALUE -1), json_object(KEY value VALUE 'x' NULL ON NULL) FROM (VALUES ('q', 'r')) t(key, value)",
        "{\"r\":\"q\"}|{\"r\":\"r\"}|{\"rx\":1}|{\"r\":-1}|{\"r\":\"x\"}",
    ),
    ("SELECT json_object('a' : 1 WITHOUT UNIQUE)", "{\"a\":1}"),
    ("SELECT json_object('a' : 1 WITH UNIQUE)", "{\"a\":1}"),
    ("SELECT json_array(absent) FROM (VALUES 1) t(absent)", "[1]"),
    (
        "SELECT count(json_value(x, 'lax $.a' RETURNING bigint)), sum(json_value(x, 'lax $.a' RETURNING bigint)) FROM (VALUES \
         '{\"a\":1}', '{\"a\":\"2\"}', '{', NULL) t(x)",
        "2|3",
    ),
    (
        "SELECT x FROM (VALUES '{\"a\":1}', '{\"a\":\"2\"}', '{', NULL) t(x) WHERE json_exists(x, 'lax $.a ? (@ == 1)')",
        "{\"a\":1}",
    ),
    (
        "SELECT json_object(KEY k VALUE v) FROM (VALUES ('a', 1), ('b', NULL)) t(k, v) ORDER BY 1",
        "{\"a\":1}\n{\"b\":null}",
    ),
    ("SELECT json_array(v, k) FROM (VALUES ('a', 1), ('b', NULL)) t(k, v) ORDER BY 1", "[\"b\"]\n[1,\"a\"]"),
    ("SELECT json_parse(json_object('a' : 1)), json_extract_scalar(json_object('a' : 1), '$.a')", "{\"a\":1}|1"),
    ("SELECT transform(ARRAY['{\"a\":1}','{\"a\":2}'], x -> json_value(x, 'lax $.a' RETURNING integer))", "[1, 2]"),
    ("SELECT json_array('' FORMAT JSON), json_object('k' : '' FORMAT JSON)", "[null]|{\"k\":null}"),
];

#[tokio::test]
async fn documents_are_constructed_from_values_and_documents() {
    answers(CONSTRUCTED).await;
}
