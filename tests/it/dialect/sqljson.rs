//! `json_value`, `json_query` and `json_exists`, with their clauses and the language of paths, and what is wrong with those and with
//! `json_array` and `json_object`. The values are Trino's.

use super::{answers, fails, refused};

const VALUE: &[(&str, &str)] = &[
    ("SELECT json_value('{\"_a\":1}', 'lax $._a')", "1"),
    ("SELECT json_value('{\"a\\\"b\":1}', 'lax $.\"a\"\"b\"')", "1"),
    ("SELECT json_value('{\"a\":1}', 'lax $.a.type()')", "number"),
    ("SELECT json_value('{\"type\":1}', 'lax $.type')", "1"),
    ("SELECT json_value('{\"lax\":1}', 'lax $.lax')", "1"),
    ("SELECT json_value('{\"last\":1}', 'lax $.last')", "1"),
    ("SELECT json_value('{\"null\":1}', 'lax $.null')", "1"),
    ("SELECT json_value('{\"true\":1}', 'lax $.true')", "1"),
    ("SELECT json_value('{\"to\":1}', 'lax $.to')", "1"),
    ("SELECT json_value('{\"is\":1}', 'lax $.is')", "1"),
    ("SELECT json_value('{\"exists\":1}', 'lax $.exists')", "1"),
    ("SELECT json_value('{\"a\":1}', 'lax $.a' PASSING 1 AS x)", "1"),
    ("SELECT json_value('{\"a\":1}', 'lax $x' PASSING 1 AS \"x\")", "1"),
    ("SELECT json_value('{\"a\":\"1\"}', 'lax $.a' RETURNING bigint)", "1"),
    ("SELECT json_value('{\"a\":\"x\"}', 'lax $.a' RETURNING bigint)", "NULL"),
    ("SELECT json_value(NULL, 'lax $.b' ERROR ON ERROR)", "NULL"),
    ("SELECT json_value('{\"a\":1} x', 'lax $.a' ERROR ON ERROR)", "1"),
    ("SELECT json_value('{\"a\":1,\"a\":2}', 'lax $.a' ERROR ON ERROR)", "2"),
    (
        "SELECT json_value('[1,2,3]', 'lax $[1.7]'), json_value('[1,2,3]', 'lax $[1.2]'),json_value('[1,2,3]', 'lax \
         $[1.5e0]'),json_value('[1,2,3]', 'lax $[-0.7]')",
        "3|2|3|NULL",
    ),
    ("SELECT json_value('[1]', 'lax $' RETURNING varchar) FROM (VALUES 1) t(a) GROUP BY a", "NULL"),
    (
        "SELECT json_value('1', 'lax $' NULL ON EMPTY NULL ON ERROR), json_value('1', 'lax $.a' DEFAULT 'q' ON EMPTY DEFAULT \
         'z' ON ERROR), json_value('1', 'strict $.a' DEFAULT 'q' ON EMPTY DEFAULT 'z' ON ERROR)",
        "1|q|z",
    ),
    ("SELECT json_value('1', 'lax $.a' RETURNING varchar(2) DEFAULT 'ab' ON EMPTY)", "ab"),
    ("SELECT json_value('\"abc\"', 'lax $' RETURNING varchar(2))", "ab"),
    (
        "SELECT json_value('1', 'lax $' RETURNING boolean), json_value('true', 'lax $' RETURNING bigint), json_value('true', \
         'lax $'), json_value('1.5', 'lax $' RETURNING bigint),json_value('2.5', 'lax $' RETURNING bigint), \
         json_value('\"1.5\"', 'lax $' RETURNING double)",
        "true|1|true|2|3|1.5",
    ),
    ("SELECT json_value('', 'lax $.a')", "NULL"),
    // What follows the first value does not count, but a number ends with white space.
    (
        "SELECT json_value('1,2', 'lax $'), json_value('1]', 'lax $'), json_value('1\"x\"', 'lax $'), json_value('1 2', 'lax $'), \
         json_value('-1.5e0:', 'lax $' RETURNING double), json_value(' 12', 'lax $')",
        "NULL|NULL|NULL|1|NULL|12",
    ),
    (
        "SELECT json_value('true,2', 'lax $'), json_value('true\"x\"', 'lax $'), json_value('true$', 'lax $'), json_value('truex', \
         'lax $'), json_value('true_', 'lax $'), json_value('\"a\"b', 'lax $')",
        "true|true|true|NULL|NULL|a",
    ),
    (
        "SELECT json_value(x, 'lax $.a') k, count(*) FROM (VALUES '{\"a\":1}', '{\"a\":\"1\"}', '{', NULL) t(x) GROUP BY \
         json_value(x, 'lax $.a') ORDER BY 1",
        "1|2\nNULL|2",
    ),
    (
        "SELECT json_value(x, 'lax $.a' RETURNING bigint DEFAULT y ON EMPTY DEFAULT -y ON ERROR) FROM (VALUES ('{\"a\":1}', \
         7), ('{}', 8), ('{', 9), (NULL, 10)) t(x, y)",
        "1\n8\n-9\nNULL",
    ),
];

const QUERY: &[(&str, &str)] = &[
    (
        "SELECT json_query('[1.5, 1.50, 1e0, 12345678901, 123456789012345678901234567890, 1, true, \"x\", -0, -0.0, 1E+2, \
         100.0, 0.00001, 1e-10, 123456789.123456789123456789]', 'lax $')",
        "[1.5,1.5,1.0,12345678901,123456789012345678901234567890,1,true,\"x\",0,-0.0,100.0,100.0,1.0E-5,1.0E-10,1.2345678912345679E8]",
    ),
    (
        "SELECT json_query('[1.5, 1.50, 1e0, 12345678901]', 'lax $[*].type()' WITH ARRAY WRAPPER)",
        "[\"number\",\"number\",\"number\",\"number\"]",
    ),
    ("SELECT json_query('{\"a\":1,\"b\":3,\"a\":2}', 'lax $' ERROR ON ERROR)", "{\"a\":2,\"b\":3}"),
    (
        "SELECT json_query('{\"b\":1,\"a\":\"é\\u00e9\\n\\u0001😀/\"}', 'lax $')",
        "{\"b\":1,\"a\":\"éé\\n\\u0001\\uD83D\\uDE00/\"}",
    ),
    ("SELECT json_query('\"a\\\"b\"', 'lax $' OMIT QUOTES)", "a\"b"),
    ("SELECT json_query('\"a\\\"b\"', 'lax $' OMIT QUOTES ON SCALAR STRING)", "a\"b"),
    (
        "SELECT json_query('[1,2,3]', 'lax $[2 to 1]' WITH ARRAY WRAPPER), json_query('[1,2,3]', 'lax $[-1 to 5]' WITH ARRAY \
         WRAPPER), json_query('[1,2,3]', 'lax $[last, last to last]' WITH ARRAY WRAPPER)",
        "NULL|[1,2,3]|[3,3]",
    ),
    ("SELECT json_query('[]', 'lax $[last]' WITH ARRAY WRAPPER ERROR ON ERROR)", "NULL"),
    (
        "SELECT json_query('{\"a\":{\"b\":{\"a\":5}},\"c\":[{\"a\":7}]}', 'lax $..a' WITH ARRAY WRAPPER)",
        "[{\"b\":{\"a\":5}},5,7]",
    ),
    (
        "SELECT json_query('[{\"a\":1,\"b\":[2]},{\"c\":3}]', 'lax $.keyvalue()' WITH ARRAY WRAPPER)",
        "[{\"name\":\"a\",\"value\":1,\"id\":0},{\"name\":\"b\",\"value\":[2],\"id\":0},{\"name\":\"c\",\"value\":3,\"id\":1}]",
    ),
    (
        "SELECT json_query('[{\"a\":1,\"b\":[2]},{\"c\":3}]', 'lax $[*].keyvalue()' WITH ARRAY WRAPPER)",
        "[{\"name\":\"a\",\"value\":1,\"id\":0},{\"name\":\"b\",\"value\":[2],\"id\":0},{\"name\":\"c\",\"value\":3,\"id\":1}]",
    ),
    ("SELECT json_query('[1,\"2\",3.5,4e0]', 'lax $.double()' WITH ARRAY WRAPPER ERROR ON ERROR)", "[1.0,2.0,3.5,4.0]"),
    ("SELECT json_query('[1,-2,3.5,-4.5e0]', 'lax $.abs()' WITH ARRAY WRAPPER ERROR ON ERROR)", "[1,2,3.5,4.5]"),
    ("SELECT json_query('[1,-2,3.5,-4.5e0]', 'lax $.ceiling()' WITH ARRAY WRAPPER ERROR ON ERROR)", "[1,-2,4.0,-4.0]"),
    ("SELECT json_query('[1,-2,3.5,-4.5e0]', 'lax $.floor()' WITH ARRAY WRAPPER ERROR ON ERROR)", "[1,-2,3.0,-5.0]"),
    ("SELECT json_query('[1,-2,3.5,-4.5e0]', 'lax -$' WITH ARRAY WRAPPER ERROR ON ERROR)", "[-1,2,-3.5,4.5]"),
    ("SELECT json_query('[1,[2,3],{\"a\":4}]', 'lax $[*].size()' WITH ARRAY WRAPPER ERROR ON ERROR)", "[1,2,1]"),
    ("SELECT json_query('[7]', 'lax $[0] / 2' ERROR ON ERROR)", "3"),
    ("SELECT json_query('[7]', 'lax $[0] / 2.0' ERROR ON ERROR)", "3.5"),
    ("SELECT json_query('[7]', 'lax $[0] * 1.50' ERROR ON ERROR)", "10.50"),
    ("SELECT json_query('[7]', 'lax $[0] * 1e1' ERROR ON ERROR)", "70.0"),
    ("SELECT json_query('[7.25]', 'lax $[0] + 1.5' ERROR ON ERROR)", "8.75"),
    ("SELECT json_query('[7.25]', 'lax $[0] % 2' ERROR ON ERROR)", "1.25"),
    ("SELECT json_query('[1]', 'lax 1 + 2 * 3 - -4' ERROR ON ERROR)", "11"),
    ("SELECT json_query('1', 'lax $d' PASSING DATE '2020-01-02' AS \"d\")", "NULL"),
    ("SELECT json_query('1', 'lax $d' PASSING '[1, {\"a\": 2}]' FORMAT JSON AS \"d\")", "[1,{\"a\":2}]"),
    ("SELECT json_query('1', 'lax $d' PASSING '[1, {\"a\": 2}]' AS \"d\")", "\"[1, {\\\"a\\\": 2}]\""),
    ("SELECT json_query('1', 'lax $d' PASSING NULL AS \"d\", 2 AS \"e\")", "null"),
    ("SELECT json_query('1', 'lax $d' PASSING NULL FORMAT JSON AS \"d\")", "NULL"),
    ("SELECT json_query('{\"a\":1}', 'lax $ . a')", "1"),
    ("SELECT json_query('{\"a\":1}', 'lax$.a')", "1"),
    ("SELECT json_query('{\"a\":[1,2,3]}', 'lax $.a[0 to 1,2]' WITH ARRAY WRAPPER)", "[1,2,3]"),
    (
        "SELECT json_query('{\"a\":1}', 'lax +$.a'), json_query('{\"a\":1}', 'lax - - $.a'), json_query('{\"a\":1}', 'lax -1 + \
         2'), json_query('{\"a\":1}', 'lax -2 * 3'),json_query('{\"a\":1}', 'lax 5 - -3')",
        "1|1|1|-6|8",
    ),
    ("SELECT json_query('1', 'lax .5')", "0.5"),
    ("SELECT json_query('1', 'lax 5.')", "5"),
    (
        "SELECT json_query('1', 'lax 5.0'), json_query('1', 'lax 1e2'), json_query('1', 'lax 1E2'), json_query('1', 'lax \
         1.5e-2'), json_query('1', 'lax 00012'), json_query('1', 'lax 2147483648'), json_query('1', 'lax 0.10')",
        "5.0|100.0|100.0|0.015|12|2147483648|0.10",
    ),
    ("SELECT json_query('1', 'lax .5e2')", "50.0"),
    ("SELECT json_query('1', 'lax 5.e2')", "500.0"),
    ("SELECT json_query('1', 'lax \"a\".\"b\"')", "NULL"),
    ("SELECT json_query('1', 'lax (\"a\")')", "\"a\""),
    ("SELECT json_query('1', 'lax 1 .type()')", "\"number\""),
    ("SELECT json_query('1', 'lax (1).type()')", "\"number\""),
    ("SELECT json_query('1', 'lax 1.5.type()')", "\"number\""),
    ("SELECT json_query('1', 'lax $.type ( )')", "\"number\""),
    (
        "SELECT json_query('1', 'lax null.type()'), json_query('1', 'lax true.type()'),json_query('[1]', 'lax \
         $.type()'),json_query('[1]', 'strict $.type()'),json_query('{}', 'lax $.type()'), json_query('\"s\"', 'lax $.type()')",
        "\"null\"|\"boolean\"|\"array\"|\"array\"|\"object\"|\"string\"",
    ),
    (
        "SELECT json_query('{\"a\":[1,2,3]}', 'lax $.a[last - 1]'), json_query('{\"a\":[1,2,3]}', 'lax $.a[last-1 to last]' \
         WITH ARRAY WRAPPER), json_query('{\"a\":[1,2,[3,4]]}', 'lax $.a[$.a[2][last] - 2]')",
        "2|[2,3]|[3,4]",
    ),
    ("SELECT json_query('[0,\"0\",null,true]', 'lax $[$[1]]')", "NULL"),
    ("SELECT json_query('[0,\"0\",null,true]', 'strict $[0,0]' WITH ARRAY WRAPPER ERROR ON ERROR)", "[0,0]"),
    ("SELECT json_query('[0]', 'lax $[12345678901]' WITH ARRAY WRAPPER ERROR ON ERROR)", "NULL"),
    ("SELECT json_query('[0]', 'lax $[123456789012345678.5]' WITH ARRAY WRAPPER ERROR ON ERROR)", "NULL"),
    (
        "SELECT json_query('[0]', 'lax $[0.5]' WITH ARRAY WRAPPER ERROR ON ERROR), json_query('[0,1]', 'lax $[0.5e0]' WITH \
         ARRAY WRAPPER ERROR ON ERROR), json_query('[0,1]', 'lax $[-0.4e0]' WITH ARRAY WRAPPER ERROR ON ERROR)",
        "NULL|[1]|[0]",
    ),
    (
        "SELECT json_query('[0]', 'lax $.size()'), json_query('0', 'lax $.size()'), json_query('0', 'strict $.size()'), \
         json_query('{}', 'strict $.size()'), json_query('[[1,2],3]', 'strict $.size()'), json_query('[[1,2],3]', 'lax \
         $.size()')",
        "1|1|NULL|NULL|2|2",
    ),
    (
        "SELECT json_query('[]', 'lax $[0].abs()' WITH ARRAY WRAPPER ERROR ON ERROR), json_query('[]', 'lax -$[0]' WITH ARRAY \
         WRAPPER ERROR ON ERROR)",
        "NULL|NULL",
    ),
    ("SELECT json_query('\" 1.5 \"', 'lax $.double()' ERROR ON ERROR)", "1.5"),
    (
        "SELECT json_query('\"NaN\"', 'lax $.double()' ERROR ON ERROR), json_query('\"Infinity\"', 'lax $.double()' ERROR ON \
         ERROR), json_query('\"1e400\"', 'lax $.double()' ERROR ON ERROR),json_query('\"1f\"', 'lax $.double()' ERROR ON ERROR)",
        "\"NaN\"|\"Infinity\"|\"Infinity\"|1.0",
    ),
    (
        "SELECT json_query('1', 'lax 1.50.ceiling()' ERROR ON ERROR), json_query('1', 'lax 99.5.ceiling()' ERROR ON ERROR), \
         json_query('1', 'lax (-1.5).floor()' ERROR ON ERROR), json_query('1', 'lax 1.50.double()' ERROR ON ERROR), \
         json_query('1', 'lax (-1.50).abs()' ERROR ON ERROR)",
        "2|100|-2|1.5|1.50",
    ),
    ("SELECT json_query('123456789012345678901', 'lax $.type()' ERROR ON ERROR)", "\"number\""),
    ("SELECT json_query('123456789012345678901', 'lax $ ? (@ > 1)' WITH ARRAY WRAPPER ERROR ON ERROR)", "NULL"),
    (
        "SELECT json_query('{\"a\":{\"b\":1,\"c\":[{\"b\":2}]},\"b\":[3,{\"b\":4}]}', 'lax $..b' WITH ARRAY WRAPPER), \
         json_query('{\"a\":{\"b\":1,\"c\":[{\"b\":2}]},\"b\":[3,{\"b\":4}]}', 'strict $..b' WITH ARRAY WRAPPER), \
         json_query('{\"a\":{\"b\":1,\"c\":[{\"b\":2}]},\"b\":[3,{\"b\":4}]}', 'strict $..z' WITH ARRAY WRAPPER), \
         json_query('[{\"b\":[{\"b\":4}]}]', 'strict $..b..b' WITH ARRAY WRAPPER), json_query('1', 'strict $..b' WITH ARRAY \
         WRAPPER)",
        "[[3,{\"b\":4}],1,2,4]|[[3,{\"b\":4}],1,2,4]|NULL|[4]|NULL",
    ),
    (
        "SELECT json_query('{\"a\":[{\"x\":1},{\"x\":2}]}', 'lax $.a.x' WITH ARRAY WRAPPER ERROR ON ERROR), \
         json_query('{\"a\":[[{\"x\":1}],{\"x\":2}]}', 'lax $.a.x' WITH ARRAY WRAPPER ERROR ON ERROR)",
        "[1,2]|[2]",
    ),
    (
        "SELECT json_query('1', 'lax 1 ? (@ == 1)' ERROR ON ERROR), json_query('1', 'lax \"a\".size()' ERROR ON ERROR), \
         json_query('1', 'lax $a.size()' PASSING 5 AS \"a\" ERROR ON ERROR)",
        "1|1|1",
    ),
    ("SELECT json_query('1', 'lax $a.b' PASSING 5 AS \"a\" ERROR ON ERROR)", "NULL"),
    (
        "SELECT json_query('1', 'lax $a[0]' PASSING 5 AS \"a\" ERROR ON ERROR), json_query('1', 'lax $a' PASSING true AS \"a\" \
         ERROR ON ERROR), json_query('1', 'lax $a' PASSING DECIMAL '1.50' AS \"a\" ERROR ON ERROR), json_query('1', 'lax $a' \
         PASSING REAL '1.5' AS \"a\" ERROR ON ERROR), json_query('1', 'lax $a' PASSING 1.5e0 AS \"a\" ERROR ON ERROR), \
         json_query('1', 'lax $a' PASSING nan() AS \"a\" ERROR ON ERROR), json_query('1', 'lax $a' PASSING 100.0e0 AS \"a\" \
         ERROR ON ERROR)",
        "5|true|1.50|1.5|1.5|\"NaN\"|100.0",
    ),
    (
        "SELECT json_query('1', 'lax 1 + 1.5'), json_query('1', 'lax 1.55 * 2.5'), json_query('1', 'lax 1.0 / 3'), \
         json_query('1', 'lax 10 % 3'), json_query('1', 'lax -10 % 3'), json_query('1', 'lax 10.5 % 3'), json_query('1', 'lax \
         1e0 / 0'), json_query('1', 'lax 2147483647 + 2147483648'), json_query('1', 'lax 1.5 + 1e0'), json_query('1', 'lax 1.5 \
         - 1.5'), json_query('1', 'lax 1 - 1.5')",
        "2.5|3.875|0.3|1|-1|1.5|\"Infinity\"|4294967295|2.5|0.0|-0.5",
    ),
    ("SELECT json_query('1', 'lax $a + 1' PASSING 'x' AS \"a\")", "NULL"),
    ("SELECT json_query('1', 'lax \"a\".double()')", "NULL"),
    ("SELECT json_query('1', 'lax $a.double()' PASSING DATE '2020-01-01' AS \"a\")", "NULL"),
    ("SELECT json_query('1', 'lax null + 1')", "NULL"),
    ("SELECT json_query('1', 'lax last[0]')", "NULL"),
    ("SELECT json_query('[1] [', 'lax $' ERROR ON ERROR)", "[1]"),
    ("SELECT json_query('1 x', 'lax $' ERROR ON ERROR)", "1"),
    ("SELECT json_query('{} x', 'lax $' ERROR ON ERROR), json_query('null]', 'lax $' ERROR ON ERROR)", "{}|null"),
    ("SELECT json_query('{\"a\": \"\\u00e9\"', 'lax $'), json_query('[\"\\u12\"]', 'lax $')", "NULL|NULL"),
    ("SELECT json_query('[1]x', 'lax $' ERROR ON ERROR)", "[1]"),
    ("SELECT json_query('', 'lax $.a')", "NULL"),
    ("SELECT json_query('', 'lax $')", "null"),
    ("SELECT json_query('', 'lax $[0]' ERROR ON ERROR)", "null"),
    ("SELECT json_query('1', 'lax true.size()')", "1"),
    (
        "SELECT json_query('[\"a\"]', 'lax $[*]' WITHOUT WRAPPER KEEP QUOTES EMPTY ARRAY ON EMPTY ERROR ON ERROR), \
         json_query('[\"a\"]', 'lax $[*]' OMIT QUOTES ON SCALAR STRING EMPTY ARRAY ON EMPTY ERROR ON ERROR)",
        "\"a\"|a",
    ),
    (
        "SELECT json_query('[\"a\",{\"b\":\"c\"}]', 'lax $[1]' OMIT QUOTES), json_query('[\"a\",\"b\"]', 'lax $[*]' OMIT \
         QUOTES), json_query('[1]', 'lax $[0]' OMIT QUOTES), json_query('[null]', 'lax $[0]' OMIT QUOTES)",
        "{\"b\":\"c\"}|NULL|1|null",
    ),
    ("SELECT json_query('1', 'lax \"a\" ? (-@ == 2)')", "NULL"),
    ("SELECT json_query('1', 'lax \"a\"[0].floor()')", "NULL"),
    ("SELECT json_query('1', 'lax last.floor()')", "NULL"),
    ("SELECT json_query('1', 'lax \"a\".keyvalue().floor()')", "NULL"),
    ("SELECT json_query(json_format(json_extract('{\"a\":{\"b\":1}}', '$.a')), 'lax $.b')", "1"),
];

const EXISTS: &[(&str, &str)] = &[
    ("SELECT json_exists('{\"a\":1}', 'lax @')", "false"),
    ("SELECT json_exists('{\"a\":1}', 'lax last')", "false"),
    ("SELECT json_exists('{\"a\":1}', 'lax $ ? (1 == \"a\")')", "false"),
    (
        "SELECT json_exists('[1,2]', 'lax $ ? (@ > 1)'), json_exists('[1,2]', 'strict $ ? (@ > 1)'), json_exists('[1,2]', \
         'strict $[*] ? (@ > 1)')",
        "true|false|true",
    ),
    (
        "SELECT json_exists('[1,2]', 'lax $ ? ((@) > 1)'), json_exists('[1,2]', 'lax $ ? ((@ > 1))'), json_exists('[1,2]', \
         'lax $ ? (!(@ > 1))'), json_exists('[1,2]', 'lax $ ? ((@ > \"a\") is unknown)'), json_exists('[1,2]', 'lax $ ? (((@ > \
         \"a\") is unknown) && @ == 1)')",
        "true|true|true|true|true",
    ),
    (
        "SELECT json_exists('[1,2]', 'lax $ ? (exists(@ ? (@ > 1)))'), json_exists('[1,2]', 'lax $ ? (!exists(@.a))'), \
         json_exists('[1,2]', 'lax $ ? (exists (@.a) || true == true)')",
        "true|true|true",
    ),
    (
        "SELECT json_exists('[\"abc\"]', 'lax $ ? (@ starts with \"a\")'), json_exists('[\"abc\"]', 'lax $ ? (@ starts with \
         $x)' PASSING 'ab' AS \"x\"), json_exists('[1]', 'lax $ ? ((@ starts with \"a\") is unknown)')",
        "true|true|true",
    ),
    (
        "SELECT json_exists('[\"abc\"]', 'lax $ ? (\"abc\" starts with \"a\")'), json_exists('[\"abc\"]', 'lax $ ? ($ starts \
         with \"a\")')",
        "true|true",
    ),
    (
        "SELECT json_exists('[\"abc\"]', 'lax $ ? (@ == 1 && @ == 2 || @ == \"abc\")'), json_exists('[\"abc\"]', 'lax $ ? (@ \
         == \"abc\" || @ == 2 && @ == 3)')",
        "true|true",
    ),
    (
        "SELECT json_exists('[\"abc\"]', 'lax $ ? (@ != 1)'), json_exists('[\"abc\"]', 'lax $ ? (@ <> 1)'), \
         json_exists('[\"abc\"]', 'lax $ ? (@ <> \"a\")')",
        "false|false|true",
    ),
    ("SELECT json_exists('[\"abc\"]', 'lax ($ ? (@ == \"abc\"))')", "true"),
    ("SELECT json_exists('[\"abc\"]', 'lax $ ? (@ == \"abc\") ? (@ == \"abc\")')", "true"),
    (
        "SELECT json_exists('[\"abc\"]', 'lax $.*'), json_query('[{\"a\":1},{\"b\":2}]', 'lax $.*' WITH ARRAY WRAPPER), \
         json_query('[[1],[2]]', 'lax $[*][*]' WITH ARRAY WRAPPER), json_query('[[1],[2]]', 'lax $[*]' WITH ARRAY WRAPPER), \
         json_query('1', 'lax $[*]' WITH ARRAY WRAPPER), json_query('1', 'lax $[0]' WITH ARRAY WRAPPER), \
         json_query('{\"a\":1}', 'lax $[0].a' WITH ARRAY WRAPPER)",
        "false|[1,2]|[1,2]|[[1],[2]]|[1]|[1]|[1]",
    ),
    (
        "SELECT json_exists('1', 'lax $ ? (@ == 1.0)'), json_exists('1', 'lax $ ? (@ == 1e0)'), json_exists('0.1', 'lax $ ? (@ \
         == 0.1)'), json_exists('1', 'lax $ ? (1.0 == 1.00)'), json_exists('1', 'lax $ ? (@ == $d)' PASSING DECIMAL '1.000' AS \
         \"d\"), json_exists('1', 'lax $ ? (@ == $d)' PASSING REAL '1' AS \"d\"),json_exists('1', 'lax $ ? (@ == $d)' PASSING \
         TINYINT '1' AS \"d\")",
        "true|true|true|true|true|true|true",
    ),
    (
        "SELECT json_exists('null', 'lax $ ? (@ == null)'), json_exists('null', 'lax $ ? (@ <> null)'), json_exists('null', \
         'lax $ ? (@ <= null)'), json_exists('null', 'lax $ ? (@ < null)'), json_exists('1', 'lax $ ? (@ == null)'), \
         json_exists('1', 'lax $ ? (@ <> null)'), json_exists('1', 'lax $ ? (@ < null)'), json_exists('1', 'lax $ ? ((@ < \
         null) is unknown)'), json_exists('1', 'lax $ ? ((@ == null) is unknown)'), json_exists('null', 'lax $ ? ((@ < null) \
         is unknown)'), json_exists('null', 'lax $ ? ((@ <= null) is unknown)')",
        "true|false|false|false|false|true|false|false|false|false|false",
    ),
    ("SELECT json_exists('', 'lax $.a')", "false"),
    ("SELECT json_exists('', 'lax $')", "true"),
    (
        "SELECT json_exists('{}', 'lax $ ? ((@ == 1) is unknown)'), json_exists('{}', 'lax $ ? ((@ == null) is unknown)'), \
         json_exists('{}', 'lax $ ? ((@ == @) is unknown)'), json_exists('[[]]', 'lax $ ? ((@ == 1) is unknown)'), \
         json_exists('[[]]', 'strict $[*] ? ((@ == 1) is unknown)'), json_exists('[[]]', 'strict $[*] ? ((@ <> 1) is \
         unknown)'), json_exists('{}', 'lax $ ? ((@ <> null) is unknown)'), json_exists('{}', 'lax $ ? (@ <> null)'), \
         json_exists('{}', 'lax $ ? (@ <> 1)'), json_exists('{}', 'lax $ ? (@ < null)'), json_exists('{}', 'lax $ ? ((@ < \
         null) is unknown)'), json_exists('{}', 'lax $ ? ((@ < @) is unknown)'), json_exists('{}', 'lax $ ? (@ == null)')",
        "true|false|true|false|true|true|false|true|false|false|false|true|false",
    ),
    (
        "SELECT json_exists('{\"a\":1}', 'strict $ ? (exists(@.b))'), json_exists('{\"a\":1}', 'strict $ ? ((exists(@.b)) is \
         unknown)'), json_exists('{\"a\":1}', 'strict $ ? (exists(@.b) || @.a == 1)'), json_exists('{\"a\":1}', 'strict $ ? \
         (exists(@.b) && @.a == 2)'), json_exists('{\"a\":1}', 'strict $ ? (!(exists(@.b) && @.a == 2))'), \
         json_exists('{\"a\":1}', 'strict $ ? (!(exists(@.b)))')",
        "false|true|true|false|true|false",
    ),
    (
        "SELECT json_exists('{\"a\":[{\"p\":{\"x\":1}},{\"p\":{\"x\":5}}]}', 'lax $.a[*].p ? (@.x > $min && exists(@.x))' \
         PASSING 3 AS \"min\")",
        "true",
    ),
];

const FAILS: &[(&str, &str)] = &[
    ("SELECT json_value('[123456789012345678901234567890]', 'lax $[0]' ERROR ON ERROR)", "JSON_VALUE_RESULT_ERROR"),
    ("SELECT json_value('{\"a\":1}', 'lax $x' PASSING 1 AS x)", "INVALID_PATH"),
    ("SELECT json_value('{\"a\":1}', 'lax $y' PASSING 1 AS \"x\")", "INVALID_PATH"),
    ("SELECT json_value('{\"a\":\"x\"}', 'lax $.a' RETURNING bigint ERROR ON ERROR)", "JSON_VALUE_RESULT_ERROR"),
    ("SELECT json_value('{\"a\":\"x\"}', 'lax $.a' RETURNING bigint DEFAULT 'x' ON ERROR)", "TYPE_MISMATCH"),
    ("SELECT json_value('{\"a\":[1]}', 'lax $.a' ERROR ON ERROR)", "JSON_VALUE_RESULT_ERROR"),
    ("SELECT json_value('{\"a\":[1]}', 'lax $.b' ERROR ON EMPTY)", "JSON_VALUE_RESULT_ERROR"),
    ("SELECT json_value('{\"a\":[1]}', 'strict $.b' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_value('{x', 'strict $.b' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_value(1, 'lax $.a')", "TYPE_MISMATCH"),
    ("SELECT json_value('', 'lax $' ERROR ON ERROR)", "JSON_VALUE_RESULT_ERROR"),
    ("SELECT json_query('\"a\\\"b\"', 'lax $' WITH ARRAY WRAPPER OMIT QUOTES)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_query('[\"ab\"]', 'lax $' RETURNING bigint)", "TYPE_MISMATCH"),
    ("SELECT json_query('[\"ab\"]', 'lax $' RETURNING json)", "TYPE_MISMATCH"),
    (
        "SELECT json_exists('{\"a\":1}', 'lax $.b'), json_exists('{\"a\":1}', 'strict $.b'), json_exists('{\"a\":1}', 'strict \
         $.b' ERROR ON ERROR)",
        "PATH_EVALUATION_ERROR",
    ),
    ("SELECT json_exists('{\"a\":1}', 'lax $ ? (@.a like_regex \"x\")')", "NOT_SUPPORTED"),
    ("SELECT json_exists('{\"a\":1}', 'lax $.a.datetime()')", "NOT_SUPPORTED"),
    ("SELECT json_exists('{\"a\":1}', 'lax 1 + \"a\"')", "INVALID_PATH"),
    ("SELECT json_exists('{\"a\":1}', 'lax true.ceiling()')", "INVALID_PATH"),
    ("SELECT json_query('[]', 'strict $[last]' WITH ARRAY WRAPPER ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[]', 'strict $[0]' WITH ARRAY WRAPPER ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    (
        "SELECT json_query('[1,\"2\",3.5,4e0,\"x\"]', 'lax $.double()' WITH ARRAY WRAPPER ERROR ON ERROR)",
        "PATH_EVALUATION_ERROR",
    ),
    ("SELECT json_query('[7]', 'lax $[0] / 0' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[2147483647]', 'lax $[0] + 1' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[9223372036854775807]', 'lax $[0] + 1' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_object('a' : 1, 'a' : 2)", "NOT_SUPPORTED"),
    ("SELECT json_object('a' : 1, 'a' : 2 WITH UNIQUE KEYS)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_array('[' FORMAT JSON)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_object('a' : '[' FORMAT JSON)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_object(NULL : 1)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_object(1 : 1)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_array(ARRAY[1,2])", "NOT_SUPPORTED"),
    ("SELECT json_array(row(1,2))", "NOT_SUPPORTED"),
    (
        "SELECT json_query('1', 'lax $d' PASSING '[1, ' FORMAT JSON AS \"d\" ERROR ON ERROR)",
        "JSON_INPUT_CONVERSION_ERROR",
    ),
    ("SELECT json_query('1', 'lax $d' PASSING ARRAY[1] AS \"d\")", "NOT_SUPPORTED"),
    ("SELECT json_value('1', 'lax $.a' RETURNING bigint DEFAULT 1.5 ON EMPTY)", "TYPE_MISMATCH"),
    ("SELECT json_value('1', 'lax $.a' RETURNING varchar(2) DEFAULT 'abc' ON EMPTY)", "TYPE_MISMATCH"),
    ("SELECT json_value('1', 'lax $' RETURNING json)", "TYPE_MISMATCH"),
    ("SELECT json_value('1', 'lax $' RETURNING array(bigint))", "TYPE_MISMATCH"),
    ("SELECT json_value('1' FORMAT JSON ENCODING UTF8, 'lax $')", "TYPE_MISMATCH"),
    ("SELECT json_value('1', 'lax $' DEFAULT 1/0 ON EMPTY)", "TYPE_MISMATCH"),
    ("SELECT json_value('1', 'lax $.a' DEFAULT 1/0 ON EMPTY)", "TYPE_MISMATCH"),
    ("SELECT json_query('[0,\"0\",null,true]', 'strict $[4]' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[0,\"0\",null,true]', 'strict $[1 to 4]' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[0,\"0\",null,true]', 'strict $[-1]' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[0,\"0\",null,true]', 'strict $[2 to 1]' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[0]', 'lax $[1e300]' WITH ARRAY WRAPPER ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('\"x\"', 'lax $.abs()' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('null', 'lax $.abs()' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[[1]]', 'lax $.abs()' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[[1]]', 'lax -$' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[1,2]', 'lax $ + 1' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    (
        "SELECT json_query('[1]', 'lax $ + 1' ERROR ON ERROR), json_query('[]', 'lax $[0] + 1' ERROR ON ERROR)",
        "PATH_EVALUATION_ERROR",
    ),
    ("SELECT json_query('true', 'lax $.double()' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('-2147483648', 'lax $.abs()' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('-2147483648', 'lax -$' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('-9223372036854775808', 'lax -$' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('123456789012345678901', 'lax -$' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    (
        "SELECT json_query('{\"a\":[{\"x\":1},{\"x\":2}]}', 'strict $.a.x' WITH ARRAY WRAPPER ERROR ON ERROR)",
        "PATH_EVALUATION_ERROR",
    ),
    ("SELECT json_query('1', 'strict $.*' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('1', 'strict $[*]' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('1', 'strict $.keyvalue()' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('1', 'lax $.keyvalue()' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('1', 'strict $a.b' PASSING 5 AS \"a\" ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('1', 'lax \"a\" + \"b\"')", "INVALID_PATH"),
    ("SELECT json_query('1', 'lax -\"a\"')", "INVALID_PATH"),
    ("SELECT json_query('1', 'lax \"a\".abs()')", "INVALID_PATH"),
    ("SELECT json_query('1', 'lax null + 1' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('1', 'lax $[true]' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('1', 'lax $[\"a\"]' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[1]', 'lax $[@]' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('[01]', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('[1,]', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('[NaN]', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('{a:1}', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('1x', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('1,2', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('1]', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('1\"x\"', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('nullx', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('{\"a\": \"\\u00e9\"', 'lax $' ERROR ON ERROR)", "JSON_INPUT_CONVERSION_ERROR"),
    ("SELECT json_query('', 'strict $.a' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_query('1', 'lax true.double()')", "INVALID_PATH"),
    ("SELECT json_query('1', 'lax true.double()' ERROR ON ERROR)", "INVALID_PATH"),
    ("SELECT json_query('1', 'lax \"x\".keyvalue()' ERROR ON ERROR)", "PATH_EVALUATION_ERROR"),
    ("SELECT json_object('a' : 1, CAST(NULL AS varchar) : 2)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_object(x : 1) FROM (VALUES 'a', NULL) t(x)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_object('a' : 1 RETURNING bigint)", "TYPE_MISMATCH"),
    ("SELECT json_array(1 RETURNING varchar FORMAT JSON ENCODING UTF8)", "TYPE_MISMATCH"),
    ("SELECT json_query('[\"a\"]', 'lax $[*]' WITH CONDITIONAL WRAPPER KEEP QUOTES)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_exists('[1]', 'lax $x' PASSING 1 AS x, 2 AS x)", "DUPLICATE_PARAMETER_NAME"),
    ("SELECT json_value('[1]', 'lax $[0]' RETURNING uuid)", "TYPE_MISMATCH"),
    ("SELECT json_query('1', 'lax (1).type().floor()')", "INVALID_PATH"),
    ("SELECT json_query('1', 'lax (1).size() + \"a\"')", "INVALID_PATH"),
    ("SELECT json_query('1', 'lax (\"1\").double() + \"a\"')", "INVALID_PATH"),
    ("SELECT json_query('1', 'lax true.double().abs()')", "INVALID_PATH"),
    ("SELECT json_query('1', 'lax $[(\"a\" + 1)]')", "INVALID_PATH"),
    ("SELECT json_object('a' : json_array(1) WITH UNIQUE KEYS), json_object('a' : json_array(1))", "NOT_SUPPORTED"),
    ("SELECT json_value(json_extract('{\"a\":{\"b\":1}}', '$.a'), 'lax $.b')", "TYPE_MISMATCH"),
    ("SELECT json_array('a' FORMAT JSON)", "JSON_INPUT_CONVERSION_ERROR"),
];

/// Where Trino reads or writes what this engine does not, or where its versions differ.
const REFUSED: &[(&str, &str)] = &[
    (
        "SELECT json_value('{\"a\": 1.5}', 'lax $.a')",
        "json_value of a number with a fraction as varchar (use RETURNING double)",
    ),
    ("SELECT json_query('\"\\ud800\"', 'lax $')", "half a surrogate pair in a JSON document"),
    ("SELECT json_query('\"0x1p3\"', 'lax $.double()')", "a hexadecimal number in double() of a JSON path"),
    ("SELECT json_array(TIMESTAMP '2020-01-01 01:02:03')", "timestamp as a value of JSON_ARRAY"),
    ("SELECT json_exists('1', 'lax $ ? (@ == $x)' PASSING JSON '\"1\"' AS \"x\")", "json as a JSON path parameter"),
    (
        "SELECT json_value('1', 'lax $' RETURNING varchar(1) DEFAULT x ON EMPTY) FROM (VALUES 'a') t(x)",
        "a DEFAULT of unknown length for varchar(1)",
    ),
    ("SELECT json_value('trueé', 'lax $')", "a JSON document that begins with `trueé`"),
];

/// Where FORMAT does not follow the type of RETURNING, it is not in the grammar.
const NO_FORMAT: &[&str] = &[
    "SELECT json_query('1', 'lax $' FORMAT JSON)",
    "SELECT json_array(1 NULL ON NULL FORMAT JSON)",
    "SELECT json_object('a' : 1 NULL ON NULL FORMAT JSON)",
    "SELECT json_value('1', 'lax $' RETURNING varchar FORMAT JSON)",
];

#[tokio::test]
async fn json_value_gives_the_scalar_at_a_path_in_the_type_of_returning() {
    answers(VALUE).await;
}

#[tokio::test]
async fn json_query_gives_the_part_of_a_document_at_a_path() {
    answers(QUERY).await;
}

#[tokio::test]
async fn json_exists_tells_whether_a_path_leads_anywhere() {
    answers(EXISTS).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_json_call_has_its_code_in_trino() {
    fails(FAILS).await;
}

#[tokio::test]
async fn the_format_of_a_result_belongs_to_returning() {
    answers(&[
        ("SELECT json_query('1', 'lax $' RETURNING varchar FORMAT JSON)", "1"),
        ("SELECT json_array(1 NULL ON NULL RETURNING varbinary FORMAT JSON ENCODING UTF16)", "5b 00 31 00 5d 00"),
    ])
    .await;
    let cases: Vec<(&str, &str)> = NO_FORMAT.iter().map(|sql| (*sql, "line 1:")).collect();
    fails(&cases).await;
}

/// A path that repeats its items, or finds members of a name inside of each other, has no end.
#[tokio::test]
async fn a_path_that_leads_to_too_many_items_is_refused_by_name() {
    let what = "a JSON path that leads to more than 1000000 items (name fewer members and elements)";
    let (elements, all) = (vec!["1"; 10_000].join(","), vec!["0 to last"; 101].join(", "));
    let repeated = format!("SELECT json_exists('[{elements}]', 'lax $[{all}]')");
    let filtered = format!("SELECT json_exists('[[{elements}]]', 'strict $[*] ? (exists(@[{all}]))')");
    let nested = format!("{}1{}", "{\"a\":".repeat(90), "}".repeat(90));
    let inside = format!("SELECT json_exists('{nested}', 'lax ${}')", "..a".repeat(20));
    refused(&[(&repeated, what), (&filtered, what), (&inside, what)]).await;
    let many = format!("SELECT json_value('[1]', 'lax ${}.size()' ERROR ON ERROR)", "[0, 0]".repeat(10));
    fails(&[(&many, "JSON_VALUE_RESULT_ERROR")]).await;
}

/// Other arguments than the document, and other documents than columns.
#[tokio::test]
async fn defaults_and_parameters_are_those_of_their_row() {
    answers(&[
        (
            "SELECT json_value('[5,6]', 'lax $[$i]' PASSING i AS \"i\" RETURNING bigint DEFAULT d ON EMPTY) FROM (VALUES (0, 7), (1, 8), \
             (2, 9)) t(i, d) ORDER BY i",
            "5\n6\n9",
        ),
        ("SELECT json_exists(CAST(NULL AS varchar), 'lax $') FROM (VALUES 1, 2) t(x)", "NULL\nNULL"),
        ("SELECT json_object('a' : x, k : 1) FROM (VALUES (1, 'b'), (2, 'c')) t(x, k) ORDER BY x", "{\"a\":1,\"b\":1}\n{\"a\":2,\"c\":1}"),
    ])
    .await;
}

#[tokio::test]
async fn what_of_json_only_athena_does_is_refused_by_name() {
    refused(REFUSED).await;
}

/// Trino writes the keys of an object in the order of a table of Java's, which has a tree of those of one hash.
#[tokio::test]
async fn documents_that_are_too_deep_and_keys_of_one_hash_are_refused_by_name() {
    let deep =
        format!("SELECT json_query('{}{}', 'lax $[0][0][0]' WITH ARRAY WRAPPER)", "[".repeat(90), "]".repeat(90));
    let inside = format!("[{}{}]", "[".repeat(87), "]".repeat(87));
    answers(&[(&deep, &inside)]).await;
    let too_deep = format!("SELECT json_query('{}{}', 'lax $')", "[".repeat(200), "]".repeat(200));
    refused(&[(&too_deep, "a JSON document that is nested more than 100 deep")]).await;
    // Java has one hash for `Aa` and `BB`.
    let of_one_hash = ["AaAaAa", "AaAaBB", "AaBBAa", "AaBBBB", "BBAaAa", "BBAaBB", "BBBBAa", "BBBBBB"];
    let members = of_one_hash.map(|key| format!("'{key}': 1")).join(", ");
    refused(&[(&format!("SELECT json_object({members})"), "json_object with so many keys of one hash")]).await;
}
