// Shows what the tests of Rust wrote to Trino itself, which runs in this process. Run by trino.sh.
//
//   EngineCheck ANSWERS.jsonl GOLDENS.jsonl
//
// Each line has a statement, and what has to be true of it:
//   rows   what it answers, in Athena's spelling: cells between "|", NULL as NULL
//   error  that it fails
//   type   the type of its only column; where it is not "nullable", no row of values may make it NULL
// With none of these, Trino has to take the statement. A line may bring the columns of the "tables" that it reads.
//
// Other lines "define" the tables that a line with "registry" reads, by their "columns" and "values", or "as" a query.

import com.google.gson.Gson;
import io.trino.Session;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.spi.TrinoException;
import io.trino.spi.type.*;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.QuerySpecification;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.TestingSession;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class EngineCheck {
    record Case(
            Map<String, Map<String, String>> tables, String sql, String rows, String error, String type, boolean nullable, boolean registry,
            String define, List<List<String>> columns, List<List<String>> values, String as) {}

    record Golden(String kind, String sql) {
        boolean isTrinos() {
            return kind.matches("query|trino_ddl") && !sql.matches("(?s)(UNLOAD|OPTIMIZE|VACUUM|EXECUTE) .*");
        }
    }

    final LocalQueryRunner trino;
    /** The sessions, each of a catalog of its own, by the tables in it. */
    final Map<Map<String, Map<String, String>>, Session> sessions = new HashMap<>();

    /** What is wrong with the tables here and not with a text. */
    static final Set<String> OF_TABLES =
            Set.of("TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "CATALOG_NOT_FOUND", "INVALID_TABLE_PROPERTY");
    int unknown;
    /** The session of the tables that lines define. */
    final Session registry;

    EngineCheck(LocalQueryRunner trino) {
        this.trino = trino;
        this.registry = newSession("registry");
    }

    Session newSession(String catalog) {
        trino.createCatalog(catalog, "memory", Map.of());
        return Session.builder(trino.getDefaultSession()).setCatalog(catalog).build();
    }

    /** The runner knows no CREATE TABLE without a query, and no views. */
    void define(Case table) {
        String query = table.as;
        if (query == null) {
            var items = new ArrayList<String>();
            var names = new ArrayList<String>();
            for (var column : table.columns) {
                String name = quoted(column.get(0)), type = column.get(1);
                names.add(name);
                items.add(type.equals("varchar") ? name : "CAST(" + (table.values.isEmpty() ? "NULL" : "json_parse(" + name + ")") + " AS " + type + ") AS " + name);
            }
            String rows = table.values.stream().map(row -> row.stream()
                    .map(value -> value == null ? "CAST(NULL AS varchar)" : "'" + value.replace("'", "''") + "'")
                    .collect(Collectors.joining(", ", "(", ")"))).collect(Collectors.joining(", "));
            // A row of NULLs that is left out again makes a table without rows.
            String nulls = names.stream().map(name -> "CAST(NULL AS varchar)").collect(Collectors.joining(", ", "(", ")"));
            query = "SELECT " + String.join(", ", items) + " FROM (VALUES " + (rows.isEmpty() ? nulls : rows) + ") AS t ("
                    + String.join(", ", names) + ")" + (rows.isEmpty() ? " WHERE false" : "");
        }
        trino.execute(registry, "CREATE TABLE " + quoted(table.define) + " AS " + query);
    }

    static final Pattern LITERALS = Pattern.compile("(TIMESTAMP '[-0-9]+ [0-9]+:[0-9]+:[0-9]+)( UTC)?'|'[^']*'|\"[^\"]*\"|--[^\\n]*"
            + "|((?:\\d+\\.\\d*|\\.\\d+)(?!\\w))|\\w+");

    /**
     * 1.234 is a double to Athena (user guide, "Data type examples") and a decimal to Trino. A timestamp without digits after its seconds has
     * three of them in the embedded engine.
     */
    static String asMeant(String sql) {
        return LITERALS.matcher(sql).replaceAll(found -> {
            String text = found.group();
            if (found.group(3) != null) text += "e0";
            if (found.group(1) != null) text = found.group(1) + ".000" + Objects.requireNonNullElse(found.group(2), "") + "'";
            return Matcher.quoteReplacement(text);
        });
    }

    /** What is wrong, "" for nothing. */
    String complaint(Case test) {
        Session session = test.registry ? registry
                : sessions.computeIfAbsent(test.tables == null ? Map.of() : test.tables, this::sessionWith);
        String sql = asMeant(test.sql);
        try {
            if (test.type != null) {
                String type = typeOf(session, sql);
                // A Rust type that is read from JSON can stand for any nested type.
                boolean same = test.type.equals("json") ? type.matches("json|(array|map|row)\\(.*") : plain(type).equals(plain(test.type));
                if (!same) return "is a " + type + ", not a " + test.type;
                return test.nullable ? "" : complaintOfNulls(session, sql);
            }
            if (test.rows == null && test.error == null) return complaintOfText(session, sql);
            String rows = rows(session, sql);
            if (test.error != null) return "must fail (" + test.error + "), but answers " + rows;
            if (rows.equals(test.rows)) return "";
            return !isSorted(sql) && sorted(rows).equals(sorted(test.rows)) ? "" : "answers " + rows + "\n  not     " + test.rows;
        } catch (RuntimeException e) {
            if (test.error == null) return "fails: " + e;
            String code = e instanceof TrinoException known ? known.getErrorCode().getName() : e instanceof ParsingException ? "SYNTAX_ERROR" : "?";
            String ours = test.error.split(":")[0];
            if (ours.matches("[A-Z_]+") && !ours.equals(code)) return "fails otherwise: " + code + ": " + e.getMessage() + "\n  not " + test.error;
            return "";
        }
    }

    /** A type without the length and the digits that a plain "varchar" or "timestamp" leaves open. */
    static String plain(String type) {
        return type.replaceAll("varchar\\(\\d+\\)", "varchar").replace("timestamp(3)", "timestamp");
    }

    /** What Trino's analyzer has against a text, "" for nothing. */
    String complaintOfText(Session session, String sql) {
        try {
            trino.execute(session, "EXPLAIN (TYPE VALIDATE) " + sql);
            return "";
        } catch (TrinoException e) {
            // Few tables are here. They are in memory, and cannot do what Athena's can.
            boolean ofTables = OF_TABLES.contains(e.getErrorCode().getName())
                    || e.getMessage().startsWith("This connector does not support");
            if (!ofTables) throw e;
            unknown++;
            return "";
        }
    }

    /** Rows that fail say nothing. */
    String complaintOfNulls(Session session, String sql) {
        try {
            return rows(session, sql).lines().anyMatch("NULL"::equals) ? "can be NULL" : "";
        } catch (RuntimeException some) {
            for (int row = 0; row < ROWS; row++) {
                String of = sql.replace("FROM \"entries\" AS", "FROM (SELECT * FROM \"entries\" WHERE \"row\" = " + row + ") AS");
                try {
                    if (rows(session, of).equals("NULL")) return "can be NULL, with row " + row;
                } catch (RuntimeException failed) {
                    // A value out of the function's range.
                }
            }
            return "";
        }
    }

    static final int ROWS = 24;

    /** Values at the edges. No column is NULL: a function of a column that can be is nullable itself. */
    static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("varchar", List.of("''", "'a'", "'README.md'", "'a/b'", "'https://u@h.org:8/p?q=1#f'", "'{\"a\": 1}'", "'2020-01-02'",
                    "'12'", "'ä\uD83D\uDE00'", "' '", "'[1, null]'", "'%41'", "'10.0.0.1'")),
            Map.entry("bigint", List.of("0", "1", "-1", "2", "64", "9223372036854775807", "-9223372036854775807", "100", "7")),
            Map.entry("double", List.of("0e0", "1.5e0", "-1.5e0", "nan()", "infinity()", "-infinity()", "1e300", "-0e0")),
            Map.entry("boolean", List.of("true", "false")),
            Map.entry("varbinary", List.of("X''", "X'00ff'", "X'61'", "X'0123456789abcdef'")),
            Map.entry("date", List.of("DATE '1970-01-01'", "DATE '2020-02-29'", "DATE '9999-12-31'", "DATE '0001-01-01'")),
            Map.entry("timestamp", List.of("TIMESTAMP '1970-01-01 00:00:00.000'", "TIMESTAMP '2020-02-29 23:59:59.999'")),
            Map.entry("timestamp with time zone", List.of("TIMESTAMP '1970-01-01 00:00:00.000 UTC'", "TIMESTAMP '2020-02-29 23:59:59.999 UTC'")),
            Map.entry("time", List.of("TIME '00:00:00.000'", "TIME '23:59:59.999'")),
            Map.entry("array(varchar)", List.of("ARRAY[]", "ARRAY['a']", "ARRAY['b', 'a']", "ARRAY['', 'a', 'a']")),
            Map.entry("array(bigint)", List.of("ARRAY[]", "ARRAY[1]", "ARRAY[2, -1]", "ARRAY[0, 0, 3]")),
            Map.entry("array(array(varchar))", List.of("ARRAY[]", "ARRAY[ARRAY['a']]", "ARRAY[ARRAY[], ARRAY['b', 'a']]")),
            Map.entry("map(varchar, bigint)", List.of("MAP()", "MAP(ARRAY['a'], ARRAY[1])", "MAP(ARRAY['a', 'b'], ARRAY[2, -1])")));

    /** Rows that go through the values of each type, each type at its own pace. */
    static String valuesOf(Collection<String> types) {
        return IntStream.range(0, ROWS).mapToObj(row -> {
            var cells = new ArrayList<String>(List.of("SELECT " + row + " AS \"row\""));
            int pace = 1;
            for (String type : types) {
                var values = VALUES.get(type);
                cells.add("CAST(" + values.get(row * pace++ % values.size()) + " AS " + type + ")");
            }
            return String.join(", ", cells);
        }).collect(Collectors.joining(" UNION ALL "));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static boolean isSorted(String sql) {
        return new SqlParser().createStatement(sql) instanceof Query query
                && (query.getOrderBy().isPresent()
                        || query.getQueryBody() instanceof QuerySpecification body && body.getOrderBy().isPresent());
    }

    static List<String> sorted(String rows) {
        return rows.lines().sorted().toList();
    }

    Session sessionWith(Map<String, Map<String, String>> tables) {
        Session session = newSession("c" + sessions.size());
        tables.forEach((table, columns) -> {
            String names = columns.keySet().stream().map(EngineCheck::quoted).collect(Collectors.joining(", "));
            trino.execute(session, "CREATE TABLE " + quoted(table) + " (\"row\", " + names + ") AS " + valuesOf(columns.values()));
        });
        return session;
    }

    String typeOf(Session session, String sql) {
        return trino.inTransaction(session, inside -> {
            var plan = trino.createPlan(inside, sql);
            return plan.getTypes().get(plan.getRoot().getOutputSymbols().get(0)).getDisplayName();
        });
    }

    String rows(Session session, String sql) {
        var result = trino.execute(session, sql);
        return result.getMaterializedRows().stream().map(row -> {
            var cells = new ArrayList<String>();
            for (int i = 0; i < row.getFieldCount(); i++) {
                Object value = row.getField(i);
                cells.add(value == null ? "NULL" : text(result.getTypes().get(i), value));
            }
            return String.join("|", cells);
        }).collect(Collectors.joining("\n"));
    }

    /** A value as Athena's result files spell it. */
    static String text(Type type, Object value) {
        if (value == null) return "null";
        if (type instanceof ArrayType array) {
            return ((List<?>) value).stream().map(item -> text(array.getElementType(), item)).collect(Collectors.joining(", ", "[", "]"));
        }
        if (type instanceof MapType map) {
            return ((Map<?, ?>) value).entrySet().stream()
                    .map(entry -> text(map.getKeyType(), entry.getKey()) + "=" + text(map.getValueType(), entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (type instanceof RowType row) {
            var fields = new ArrayList<String>();
            var values = value instanceof io.trino.testing.MaterializedRow cells ? cells.getFields() : (List<?>) value;
            for (int i = 0; i < values.size(); i++) {
                var field = row.getFields().get(i);
                fields.add(field.getName().map(name -> name + "=").orElse("") + text(field.getType(), values.get(i)));
            }
            return fields.stream().collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof BigDecimal decimal) return decimal.toPlainString();
        if (value instanceof SqlVarbinary || value instanceof byte[]) {
            byte[] bytes = value instanceof SqlVarbinary binary ? binary.getBytes() : (byte[]) value;
            return HexFormat.ofDelimiter(" ").formatHex(bytes);
        }
        return value.toString();
    }

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        var out = new java.io.PrintStream(System.out, true, "UTF-8");
        var session = TestingSession.testSessionBuilder().setSchema("default").setTimeZoneKey(TimeZoneKey.UTC_KEY).build();
        int good = 0, bad = 0, unknown;
        try (var trino = LocalQueryRunner.create(session)) {
            trino.installPlugin(new MemoryPlugin());
            var check = new EngineCheck(trino);
            // Only "\n" ends a line of JSON lines; a JSON string may hold U+2028 as it is.
            var tests = Stream.of(Files.readString(Path.of(arguments[0])).split("\n"))
                    .map(line -> new Gson().fromJson(line, Case.class)).collect(Collectors.toCollection(ArrayList::new));
            var known = tests.stream().map(test -> test.sql).collect(Collectors.toSet());
            for (String line : Files.readString(Path.of(arguments[1])).split("\n")) {
                Golden golden = new Gson().fromJson(line, Golden.class);
                if (golden.isTrinos() && known.add(golden.sql)) {
                    tests.add(new Case(null, golden.sql, null, null, null, true, true, null, null, null, null));
                }
            }
            // Tables before the views over them.
            tests.stream().filter(test -> test.define != null && test.as == null).forEach(check::define);
            tests.stream().filter(test -> test.define != null && test.as != null).forEach(check::define);
            for (Case test : tests) {
                if (test.define != null) continue;
                String complaint = check.complaint(test);
                if (complaint.isEmpty()) {
                    good++;
                } else {
                    bad++;
                    out.printf("FAILED %s%n  %s%n", test.sql, complaint);
                }
            }
            unknown = check.unknown;
        }
        // An empty file means that the writer of the file broke, not that all is well.
        if (good + bad < 500) out.printf("FAILED: only %d statements%n", good + bad);
        out.printf("%d statements as Trino has them, %d not; of %d more only the grammar could be judged%n",
                good - unknown, bad, unknown);
        System.exit(bad > 0 || good < 500 ? 1 : 0);
    }
}
