//! Decimals and rounding. The values are Trino's.

use super::{answers, fails};

const ANSWERS: &[(&str, &str)] = &[
    (
        "SELECT DECIMAL '17015000000000000000000000000000000000' % DECIMAL '7015000000000000000000000000000000000.1', \
         DECIMAL '9015000000000000000000000000000000000' - DECIMAL '7015000000000000000000000000000000000.1'",
        "2984999999999999999999999999999999999.8|1999999999999999999999999999999999999.9",
    ),
    (
        "SELECT round(9007199254740.125e0, 2), round(4.35e0, 1), round(1.005e0,2), round(2.675e0,2), round(1.255e0,2), \
         round(0.615e0,2), round(10.235e0,2), round(33.335e0,2), round(0.145e0,2), round(1234567.895e0,2)",
        "9.00719925474013E12|4.4|1.0|2.68|1.25|0.62|10.24|33.34|0.14|1234567.9",
    ),
    (
        "SELECT DECIMAL '1.5' + DECIMAL '2.25', DECIMAL '1.5' - 1, DECIMAL '1.5' * DECIMAL '2.25', DECIMAL '1' / DECIMAL '3', \
         DECIMAL '1.00' / 3, DECIMAL '7.5' % DECIMAL '2', DECIMAL '1.5' + 1.5e0, DECIMAL '1.5' * REAL '2', -DECIMAL '1.5', \
         DECIMAL '10' / DECIMAL '4.00', DECIMAL '1.5' / BIGINT '2', DECIMAL '-1' / DECIMAL '2.0', DECIMAL '1.5' + TINYINT '1', \
         DECIMAL '-7.5' % DECIMAL '2', 7 % DECIMAL '2.5'",
        "3.75|0.5|3.375|0|0.33|1.5|3.0|3.0|-1.5|2.50|0.8|-0.5|2.5|-1.5|2.0",
    ),
    (
        "SELECT CAST(1e0 AS decimal(5,2)), CAST(1.005e0 AS decimal(5,2)), CAST(0.125e0 AS decimal(5,2)), \
         CAST(-0.125e0 AS decimal(5,2)), CAST(123.456e0 AS decimal(6,3)), CAST(1 AS decimal(5,2)), \
         CAST(BIGINT '123' AS decimal(10,0)), CAST(REAL '1.1' AS decimal(10,5)), CAST(1e20 AS decimal(38,2)), \
         CAST(true AS decimal(3,1)), CAST(1.15e0 AS decimal(3,1)), CAST(2.675e0 AS decimal(5,2)), CAST(0.1e0 AS decimal(38,30))",
        "1.00|1.01|0.13|-0.13|123.456|1.00|123|1.10000|100000000000000000000.00|1.0|1.2|2.68|0.100000000000000000000000000000",
    ),
    (
        "SELECT CAST(DECIMAL '1.55' AS decimal(3,1)), CAST(DECIMAL '-1.55' AS decimal(3,1)), CAST(DECIMAL '1.5' AS integer), \
         CAST(DECIMAL '-1.5' AS bigint), CAST(DECIMAL '2.5' AS tinyint), CAST(DECIMAL '1.5' AS double), CAST(DECIMAL '1.5' AS real), \
         CAST(DECIMAL '1.50' AS varchar), CAST(DECIMAL '0.001' AS varchar), CAST(DECIMAL '-0.5' AS varchar(10)), \
         CAST(DECIMAL '1.5' AS boolean), CAST(DECIMAL '0.1' AS double)",
        "1.6|-1.6|2|-2|3|1.5|1.5|1.50|0.001|-0.5|true|0.1",
    ),
    ("SELECT avg(x) FROM (VALUES row(DECIMAL '1'), row(DECIMAL '2')) t(x)", "2"),
    ("SELECT avg(x), avg(-x) FROM (VALUES row(DECIMAL '1.0'), row(DECIMAL '1.1')) t(x)", "1.1|-1.1"),
    (
        "SELECT round(127, -3), round(-15, -1), round(-155, -2), round(0.285e0, 2), round(0.5e0, 0), round(-0.3e0), \
         round(0.49999999999999994e0), round(2.5e0, 0), round(1e0, -1), round(55e0, -1), round(REAL '0.285', 2), round(1.15e0,1), \
         round(1.45e0,1), round(8.325e0,2), round(1.1e0,20), round(5e-324,400), round(-1.15e0,1), round(REAL '1.15',1), \
         round(REAL '16777217', 2), round(1e22, -3), round(-0.04e0, 1), round(9007199254740993e0, 0), round(1e18,3)",
        "0|-20|-200|0.28|1.0|-0.0|0.0|3.0|0.0|60.0|0.28|1.2|1.5|8.32|1.1|4.9E-324|-1.2|1.1|1.6777216E7|1.0E22|-0.0|\
         9.007199254740992E15|1.0E18",
    ),
    (
        "SELECT round(REAL '1.25', 1), round(REAL '8.325', 2), round(1.5e30, -29), round(-1e300, 2), round(1e300, -299), \
         round(9.5e18, -18), round(CAST(NULL AS integer), 1), round(DECIMAL '-1.255', 2), round(DECIMAL '1.5'), round(DECIMAL '9.9'), \
         round(DECIMAL '155', -1), round(DECIMAL '155', -3), round(DECIMAL '123', 5), round(SMALLINT '12345', -2), \
         truncate(DECIMAL '-1.55', 1), truncate(DECIMAL '123.45', -1), floor(DECIMAL '1.5'), ceil(DECIMAL '-1.5'), \
         ceil(DECIMAL '15'), floor(-1.5e0), ceil(-0.5e0), sign(DECIMAL '0.0'), mod(DECIMAL '-5.5', 2), sqrt(DECIMAL '2.25'), \
         power(DECIMAL '1.5', 2), mod(7, DECIMAL '2.5'), abs(DECIMAL '-0.5')",
        "1.3|8.32|1.5000000000000002E30|-1.0E300|1.0E300|1.0E19|NULL|-1.260|2|10|160|0|123|12300|-1.50|120.00|1|-1|15|-2.0|-0.0|0|\
         -1.5|1.5|2.25|2.0|0.5",
    ),
    (
        "SELECT sum(x) OVER (ORDER BY x), avg(x) OVER (ORDER BY x) FROM (VALUES (DECIMAL '1.50'), (DECIMAL '2.25')) t(x) ORDER BY x",
        "1.50|1.50\n3.75|1.88",
    ),
    (
        "SELECT a + b, a * b, a / b, a - b, a % b, a = b, a < b FROM (VALUES (DECIMAL '10.50', DECIMAL '3.2'), (DECIMAL '-10.50', \
         DECIMAL '3.2'), (NULL, DECIMAL '1.0')) t(a,b)",
        "13.70|33.600|3.28|7.30|0.90|false|false\n-7.30|-33.600|-3.28|-13.70|-0.90|false|true\nNULL|NULL|NULL|NULL|NULL|NULL|NULL",
    ),
    ("SELECT sum(x) FROM (VALUES (1), (NULL)) t(x) HAVING sum(x) > DECIMAL '0.5'", "1"),
    ("SELECT CASE WHEN true THEN DECIMAL '1.5' ELSE 2e0 END, coalesce(DECIMAL '1.5', 2e0)", "1.5|1.5"),
    ("SELECT a FROM (VALUES (DECIMAL '1.5'), (2)) t(a)", "1.5\n2.0"),
    (
        "SELECT row(1, DECIMAL '1.5') = row(1, 1.5e0), ARRAY[DECIMAL '1.5'] = ARRAY[1.5e0], ARRAY[1] = ARRAY[DECIMAL '1.0']",
        "true|true|true",
    ),
    (
        "SELECT max(x), count(DISTINCT x) FROM (VALUES (DECIMAL '1.5'), (DECIMAL '2.5')) t(x) WHERE x IN (1.5e0, 2)",
        "1.5|1",
    ),
];

const FAILURES: &[(&str, &str)] = &[
    (
        "SELECT round(TINYINT '125', -1), round(127, -3), round(-15, -1), round(-155, -2), round(0.285e0, 2), round(1.0E15 + 0.25e0, \
     1), round(123456789012345680e0, 2), round(0.5e0, 0), round(-0.3e0), round(0.49999999999999994e0), round(2.5e0, 0), \
     round(1e0, -1), round(55e0, -1), round(REAL '0.285', 2), round(3, -20), round(9223372036854775807, -1), round(1.15e0,1), \
     round(1.45e0,1), round(8.325e0,2)",
        "NUMERIC_VALUE_OUT_OF_RANGE",
    ),
    ("SELECT round(TINYINT '127', -1)", "NUMERIC_VALUE_OUT_OF_RANGE"),
    (
        "SELECT round(127, -3), round(-15, -1), round(-155, -2), round(0.285e0, 2), round(1.0E15 + 0.25e0, 1), \
     round(123456789012345680e0, 2), round(0.5e0, 0), round(-0.3e0), round(0.49999999999999994e0), round(2.5e0, 0), round(1e0, \
     -1), round(55e0, -1), round(REAL '0.285', 2), round(3, -20), round(1.15e0,1), round(1.45e0,1), round(8.325e0,2), \
     round(1.1e0,20), round(5e-324,400), round(-1.15e0,1), round(REAL '1.15',1), round(REAL '16777217', 2), round(1e22, -3), \
     round(-0.04e0, 1), round(9007199254740993e0, 0), round(1e18,3), round(123.456e0, 2147483648)",
        "FUNCTION_NOT_FOUND",
    ),
    ("SELECT CAST('99999999999999999999999999999999999999' AS decimal(38,0)) + 1", "NUMERIC_VALUE_OUT_OF_RANGE"),
    // The difference fits, but the first does not with the scale of the second.
    (
        "SELECT DECIMAL '17015000000000000000000000000000000000' - DECIMAL '7015000000000000000000000000000000000.1'",
        "NUMERIC_VALUE_OUT_OF_RANGE",
    ),
    ("SELECT DECIMAL '1' / DECIMAL '0'", "DIVISION_BY_ZERO"),
    ("SELECT DECIMAL '1' % DECIMAL '0'", "DIVISION_BY_ZERO"),
    (
        "SELECT CAST('99999999999999999999' AS decimal(20,0)) * CAST('99999999999999999999' AS decimal(20,0))",
        "NUMERIC_VALUE_OUT_OF_RANGE",
    ),
    ("SELECT CAST(1000 AS decimal(5,2))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(1e10 AS decimal(5,2))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(nan() AS decimal(5,2))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(infinity() AS decimal(5,2))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(DECIMAL '300' AS tinyint)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(DECIMAL '12345.5' AS decimal(4,1))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(DECIMAL '12345.5' AS varchar(3))", "INVALID_CAST_ARGUMENT"),
];

#[tokio::test]
async fn decimals_have_trinos_digits() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn decimals_that_overflow_fail() {
    fails(FAILURES).await;
}
