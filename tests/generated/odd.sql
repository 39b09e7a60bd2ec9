CREATE EXTERNAL TABLE `odd-lines` (
  `type` string COMMENT 'what it is; see [the guide] or <b>ask</b>',
  `self` bigint,
  `user id` string,
  `tags` array<string>,
  `hash` struct<type:string,value:string>,
  `2nd` boolean
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://odd-bucket/lines/';

CREATE VIEW "option" AS
SELECT "type" AS "user-id", "self" AS "user_id", "$path" AS "$path" FROM "odd-lines";

CREATE VIEW "{braces}_odd-bucket" AS
SELECT "type" AS "r#type" FROM "odd-lines";

CREATE VIEW "a_view_with_a_name_that_is_so_long_that_its_attribute_does_not_stand_on_one_line_of_any_file" AS
SELECT DATE '2024-02-29' AS "day", TIMESTAMP '2024-02-29 12:00:00.000' AS "at", DECIMAL '1.50' AS "price", 1.5 AS "weight",
  CAST(1 AS tinyint) AS "tiny", "self" AS "a_column_with_a_name_that_is_so_long_that_its_type_has_to_stand_on_a_line_of_its_own"
FROM "odd-lines";
