CREATE VIEW "quilt_manifests_example-packages_view" AS
SELECT regexp_extract("manifest_line"."$path", '[^/]+$') AS "tophash", "manifest_line"."message" AS "message" FROM "quilt_manifests_example-packages" AS "manifest_line" WHERE "manifest_line"."logical_key" IS NULL
