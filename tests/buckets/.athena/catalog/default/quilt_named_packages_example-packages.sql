CREATE EXTERNAL TABLE IF NOT EXISTS `quilt_named_packages_example-packages` (
  `hash` string
)
ROW FORMAT DELIMITED FIELDS TERMINATED BY ','
STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat' OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://example-packages/.quilt/named_packages/'
TBLPROPERTIES ('has_encrypted_data'='false')