// Texts with a verdict known from Trino's own parser (release 414), and quoted
// values with a known reading. They show that the checker can fail at all.

const accepted = [
  'SELECT 1 OFFSET 1 LIMIT 1',
  'SELECT a FROM t ORDER BY a OFFSET 1 ROWS FETCH FIRST 2 ROWS WITH TIES',
  "SELECT TIMESTAMP '2020-01-01 00:00:00.000 UTC', TIME '01:02:03.456', DATE '2020-01-01'",
  "SELECT DECIMAL '1.5', BIGINT '1', REAL '1.5', DOUBLE '1.5', DOUBLE PRECISION '1.5'",
  "SELECT UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', JSON '{}', X'00ff', CHAR 'x', BOOLEAN 'true'",
  "SELECT U&'\\00e9\\+01F600', U&'!00e9' UESCAPE '!', U&'\\\\'",
  'SELECT nan(), infinity(), -infinity(), 1E0, 1.5, .5, 1., -9223372036854775808',
  "SELECT INTERVAL '1' DAY, INTERVAL -'1-2' YEAR TO MONTH",
  'SELECT "$path", "a""b", "select", "日本", "a\nb", "a`b" FROM "x-y"."t$partitions"',
  "SELECT '', 'it''s', 'a\\', 'a\nb\r\nc', 'a\0b', '😀', '-- x', '/* x', 'a;b', '\u2028'",
  'SELECT a FROM t WHERE FALSE',
  'SELECT * FROM (SELECT * FROM (VALUES (1, 2)) AS "x" ("a", "b")) AS "y"',
  'SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b FROM t',
  '(SELECT 1 LIMIT 1) UNION ALL (SELECT 2) ORDER BY 1',
  'SELECT coalesce(a, b), if(a, b), nullif(a, b), try(a) FROM t',
  'CREATE OR REPLACE VIEW "x-y" AS SELECT 1 AS "a"',
  'DROP VIEW IF EXISTS "db"."v"',
];

const rejected = [
  'SELECT 1 LIMIT 1 OFFSET 1',
  'SELECT a::int FROM t',
  "SELECT E'x'",
  "SELECT N'x'",
  "SELECT TIMESTAMP(3) '2020-01-01 00:00:00.000'",
  "SELECT INTERVAL '1 day'",
  "SELECT INTERVAL '1' DAYS",
  'SELECT `a` FROM t',
  'SELECT a FROM `t`',
  'SELECT "" FROM t',
  'SELECT 1a FROM t',
  'SELECT 0xFF',
  'SELECT 1_000',
  'SELECT 1_000.5',
  'SELECT 9223372036854775808',
  'SELECT a - 9223372036854775808 FROM t',
  "SELECT X'0'",
  "SELECT X'zz'",
  "SELECT U&'\\00zz'",
  "SELECT U&'\\D83D\\DE00'",
  "SELECT U&'a' UESCAPE '+'",
  'SELECT coalesce(a) FROM t',
  'SELECT nullif(a) FROM t',
  "SELECT 'a\\'b'",
  "SELECT 'open",
  'SELECT a FROM t WHERE',
  'SELECT a FROM t WHERE a IN ()',
  'SELECT order FROM t',
  'SELECT 1;',
  'SELECT 1; SELECT 2',
  'SELECT 1 VALUES 2',
  '',
  '-- nothing',
];

const acceptedByHive = [
  "CREATE EXTERNAL TABLE IF NOT EXISTS `d`.`t` (`a b` bigint COMMENT 'it\\'s', `c` struct<x:int>) "
    + "PARTITIONED BY (`p` string) STORED AS PARQUET LOCATION 's3://b/p/' TBLPROPERTIES ('k'='v')",
  'DROP TABLE IF EXISTS `x-y`',
  "SHOW TABLES IN `d` 'a.*'",
  'SHOW CREATE TABLE `d`.`t`',
  'DESCRIBE `t`',
];

const rejectedByHive = [
  'CREATE EXTERNAL TABLE "t" ("a" int) LOCATION \'s3://b/\'',
  "CREATE EXTERNAL TABLE `t` (`a` int,) LOCATION 's3://b/'",
  "CREATE EXTERNAL TABLE `t` (`a` int) LOCATION 's3://b/' COMMENT 'x'",
  'DROP TABLE `a`; DROP TABLE `b`',
  'DROP TABLE `a`;',
];

const readings = [
  ['string', "'it''s'", "it's"],
  ['string', "'a\\b\0\n\r\u2028İſ😀\u{10ffff}'", 'a\\b\0\n\r\u2028İſ😀\u{10ffff}'],
  ['string', "''''", "'"],
  ['string', "''", ''],
  ['string', "U&'\\00e9\\\\\\+01F600'", 'é\\😀'],
  ['identifier', '"A""b İſ😀"', 'A"b İſ😀'],
  ['hive_string', "'it\\'s \\\"x\\\" \\\\ \\n\\u00e9\\101\\%'", 'it\'s "x" \\ \né' + 'A\\%'],
  ['hive_string', "'it''s'", 'its'],
  ['hive_identifier', '`a``b"c`', 'a`b"c'],
];

function verdicts(texts, accept, hive) {
  return texts.map((sql, index) => ({
    name: `self-test ${accept ? 'accepts' : 'rejects'} ${index + 1}`,
    kind: hive ? 'hive_ddl' : 'query',
    sql,
    accept,
    hive,
  }));
}

export const selfTestCases = [
  ...verdicts(accepted, true, false),
  ...verdicts(rejected, false, false),
  ...verdicts(acceptedByHive, true, true),
  ...verdicts(rejectedByHive, false, true),
  ...readings.map(([kind, quoted, value]) => ({
    name: `self-test reads ${quoted}`,
    kind,
    sql: `SELECT ${quoted}`,
    value,
  })),
];
