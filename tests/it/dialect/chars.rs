//! `char(n)`: cut and filled up to its length, and compared without the blanks at the end. The values are from a run of Trino.

use super::{answers, fails, refused};

const ANSWERS: &[(&str, &str)] = &[
    (
        "SELECT trim(TRAILING 'def' FROM CAST('abc def' AS char(7))) || '.', ltrim(CAST('  hello  ' AS char(9)), '') || '.', rtrim(CAST('   ' AS char(3)), '') || '.', trim(CAST(' x y ' AS char(8)), 'x') || '.', trim(CAST(' x y ' AS char(8))) || '.', ltrim(CAST('hello  ' AS char(7)), 'l') || '.', rtrim(CAST('hexx  ' AS char(7)), 'x') || '.', rtrim(CAST('he xx' AS char(7)), 'x') || '.'",
        "abc.|  hello.|.| x y.|x y.|hello.|he.|he.",
    ),
    (
        "SELECT CAST('a' AS char(3)), CAST('abcdef' AS char(3)), CAST(CAST('a' AS char(3)) AS char(5)), CAST(CAST('abc' AS char(5)) AS char(2)), CAST(NULL AS char(3)), CAST('abc' AS char), TRY_CAST('abcd' AS char(2)), typeof(CAST('a' AS char(3)))",
        "a  |abc|a    |ab|NULL|a|ab|char(3)",
    ),
    (
        "SELECT CAST(CAST('ab' AS char(5)) AS varchar), length(CAST(CAST('ab' AS char(5)) AS varchar)), CAST(CAST('bar' AS char(5)) AS varchar(1)), CAST(CAST('b' AS char(5)) AS varchar(2)) || '.', CAST(CAST('bar' AS char(5)) AS varchar(10)) || '.', length(CAST('信念,爱,希望' AS char(20))), length(CAST('' AS char(20)))",
        "ab   |5|b|b .|bar  .|20|20",
    ),
    (
        "SELECT CAST('foo' AS char(3)) = CAST('foo' AS char(5)), CAST('foo' AS char(3)) < CAST('foob' AS char(5)), CAST('abc' AS char(4)) > CAST('abc' || chr(9) AS char(4)), CAST('a' AS char(3)) IN (CAST('a' AS char(1)), CAST('b' AS char(2))), CAST('b' AS char(3)) BETWEEN CAST('a' AS char(1)) AND CAST('c' AS char(9)), CAST('b' AS char(3)) NOT BETWEEN CAST('c' AS char(1)) AND CAST('d' AS char(9))",
        "true|true|true|true|true|true",
    ),
    (
        "SELECT upper(CAST('Hello' AS char(7))), lower(CAST('Hello' AS char(7))), typeof(upper(CAST('a' AS char(3)))), substr(CAST('keep trailing' AS char(14)), 1), substr(CAST('Quadratically' AS char(13)), 5, 6), substr(CAST('ab' AS char(4)), -2)",
        "HELLO  |hello  |char(3)|keep trailing |ratica|  ",
    ),
    (
        "SELECT concat(CAST('a' AS char(3)), CAST('b' AS char(2))), CAST('a' AS char(3)) || CAST('b' AS char(2)) || CAST('c' AS char(1)), typeof(CAST('a' AS char(3)) || CAST('b' AS char(2)))",
        "a  b |a  b c|char(5)",
    ),
    (
        "SELECT CAST('foo' AS char(6)) LIKE 'foo   ', CAST('foo' AS char(6)) LIKE 'foo', CAST('foo' AS char(6)) LIKE 'fo%', CAST('f__' AS char(3)) LIKE 'f#_#_' ESCAPE '#', CAST('foo' AS char(6)) LIKE '%o   ', CAST('foo' AS char(6)) NOT LIKE 'foo'",
        "true|false|true|true|true|true",
    ),
    (
        "SELECT max(x), min(x), count(DISTINCT x), array_agg(x ORDER BY x), max_by(x, x) FROM (VALUES CAST('a' AS char(3)), CAST('b' AS char(3)), CAST('a ' AS char(3))) t(x)",
        "b  |a  |2|[a  , a  , b  ]|b  ",
    ),
    (
        "SELECT x, count(*) FROM (VALUES CAST('a' AS char(3)), CAST('b' AS char(3)), CAST('a ' AS char(3))) t(x) GROUP BY x ORDER BY x DESC",
        "b  |1\na  |2",
    ),
    (
        "SELECT CASE WHEN x = 1 THEN CAST('a' AS char(3)) ELSE CAST('b' AS char(5)) END, coalesce(CAST(NULL AS char(4)), CAST('c' AS char(4))), if(x = 1, CAST('a' AS char(2))), nullif(CAST('a' AS char(2)), CAST('a' AS char(3))), CASE CAST('a' AS char(2)) WHEN CAST('a' AS char(4)) THEN 1 END FROM (VALUES 1) t(x)",
        "a    |c   |a |NULL|1",
    ),
    ("SELECT x FROM (SELECT CAST('a' AS char(3)) AS x UNION ALL SELECT CAST('b' AS char(3))) ORDER BY x", "a  \nb  "),
    ("SELECT a.x FROM (VALUES CAST('a' AS char(3))) a(x) JOIN (VALUES CAST('a' AS char(3))) b(x) ON a.x = b.x", "a  "),
    (
        "SELECT CAST(ARRAY['a'] AS array(char(3))), ARRAY[CAST('a' AS char(2)), CAST('b' AS char(3))], MAP(ARRAY[CAST('a' AS char(2))], ARRAY[1]), ROW(CAST('a' AS char(2)), 1), greatest(CAST('a' AS char(2)), CAST('b' AS char(3)))",
        "[a  ]|[a  , b  ]|{a =1}|{a , 1}|b  ",
    ),
    ("SELECT CHAR 'ab ', length(CHAR 'ab '), typeof(CHAR 'ab ')", "ab |3|char(3)"),
    ("SELECT CAST('a' AS char(3)) IN (SELECT CAST('a' AS char(3)))", "true"),
    ("SELECT approx_distinct(x), arbitrary(x), histogram(x) FROM (VALUES CAST('a' AS char(3))) t(x)", "1|a  |{a  =1}"),
    ("SELECT a.x FROM (VALUES CAST('a' AS char(3))) a(x) JOIN (VALUES CAST('a' AS char(5))) b(x) ON a.x = b.x", "a  "),
    (
        "SELECT x, length(x) FROM (VALUES CAST('a' AS char(3))) a(x) JOIN (VALUES CAST('a' AS char(5))) b(x) USING (x)",
        "a    |5",
    ),
    ("SELECT CAST('a' AS char(3)) INTERSECT SELECT CAST('a' AS char(5))", "a    "),
    (
        "SELECT format('%s|', CAST('a' AS char(3))), CAST('a' AS char(3)) IS DISTINCT FROM CAST('b' AS char(3))",
        "a  ||true",
    ),
    (
        "SELECT length(trim(TRAILING 'def' FROM CAST('abc def' AS char(7)))), length(ltrim(CAST('  a' AS char(5))))",
        "3|1",
    ),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT CAST(1 AS char(3))", "TYPE_MISMATCH"),
    ("SELECT reverse(CAST('a' AS char(3)))", "FUNCTION_NOT_FOUND"),
    ("SELECT CAST(CAST('1' AS char(3)) AS integer)", "TYPE_MISMATCH"),
    ("SELECT 1 WHERE CAST('a' AS char(3)) = 1", "TYPE_MISMATCH"),
    ("SELECT CAST(CAST('a' AS char(3)) AS json)", "TYPE_MISMATCH"),
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT CAST('a' AS char(3)) UNION ALL SELECT CAST('b' AS char(5))", "char(3) with char(5): CAST one of them"),
    ("SELECT array_join(ARRAY[CAST('a' AS char(3))], ',')", "array_join of array(char(3))"),
    ("SELECT CAST('a' AS char(3)) = 'a'", "char(3) = varchar: CAST one of them"),
    ("SELECT ARRAY[CAST('a' AS char(3))] = ARRAY['a']", "array(char(3)) = array(varchar): CAST one of them"),
    ("SELECT ARRAY[CAST('a' AS char(3)), 'a']", "ARRAY of char(3) and varchar"),
    ("SELECT CAST('a' AS char(3)) || 'a'", "`concat` of char(3), varchar"),
    ("SELECT coalesce(CAST('a' AS char(3)), 'a')", "a value of char(n) here: CAST it to varchar, or to one length"),
    ("SELECT CASE WHEN true THEN CAST('a' AS char(3)) ELSE 'a' END", "CASE over char(3) and varchar"),
    ("SELECT CAST('a' AS char(3)) IN ('a', 'b')", "`in` of char(3), varchar, varchar"),
    ("SELECT CAST('a' AS char(3)) IN (SELECT 'a')", "char(3) with varchar: CAST one of them"),
    ("SELECT CAST('a' AS char(3)) IN (SELECT CAST('a' AS char(2)))", "char(3) with char(2): CAST one of them"),
    ("SELECT CAST('a' AS char(3)) INTERSECT SELECT 'a'", "INTERSECT or EXCEPT over char(3) and varchar"),
    (
        "SELECT x FROM (VALUES CAST('a' AS char(3))) a(x) JOIN (VALUES 'a') b(x) USING (x)",
        "USING over char(3) and varchar",
    ),
    (
        "SELECT * FROM (VALUES CAST('a' AS char(3)), CAST('b' AS char(5))) t(x)",
        "a value of char(n) here: CAST it to varchar, or to one length",
    ),
    (
        "SELECT CAST('a' AS char(3)) IS DISTINCT FROM CAST('a' AS char(2))",
        "a value of char(n) here: CAST it to varchar, or to one length",
    ),
    (
        "SELECT lag(x) OVER (ORDER BY x) FROM (VALUES CAST('a' AS char(3))) t(x)",
        "a value of char(n) here: CAST it to varchar, or to one length",
    ),
    ("SELECT json_array(CAST('a' AS char(3)))", "char(3) as a value of JSON_ARRAY"),
    ("SELECT json_value('\"a\"', 'strict $' RETURNING char(3))", "RETURNING char(3)"),
    ("SELECT CAST('a' AS char(1001))", "CAST of varchar to char(1001)"),
    ("SELECT json_size('[1]', CAST('$' AS char(1)))", "`json_size` of varchar, char(1)"),
];

#[tokio::test]
async fn values_of_char_have_their_length_and_compare_without_blanks() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn what_char_does_not_do_fails_or_is_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}
