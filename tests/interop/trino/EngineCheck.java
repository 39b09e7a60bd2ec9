// Shows what the tests of Rust wrote to Trino itself, which runs in this process. Run by trino.sh.
//
//   EngineCheck ANSWERS.jsonl GOLDENS.jsonl
//
// README.md has the forms of the lines.

import com.google.gson.Gson;
import io.trino.Session;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.spi.TrinoException;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SqlVarbinary;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.Type;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.QuerySpecification;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedRow;
import io.trino.testing.TestingSession;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class EngineCheck {
    /** A line of ANSWERS.jsonl with a statement. */
    record Case(
            String sql, String rows, String error, String type, boolean nullable,
            Map<String, Map<String, String>> tables, boolean registry, Long seed) {
        static Case ofText(String sql) {
            return new Case(sql, null, null, null, true, null, true, null);
        }
    }

    /** A line of ANSWERS.jsonl with a table or a view. */
    record Definition(String define, List<List<String>> columns, List<List<String>> values, String as) {}

    record Golden(String kind, String sql) {
        boolean isTrinos() {
            return kind.matches("query|trino_ddl") && !sql.matches("(?s)(UNLOAD|OPTIMIZE|VACUUM|EXECUTE) .*");
        }
    }

    /** What is wrong with the tables here and not with a text. */
    static final Set<String> OF_TABLES =
            Set.of("TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "CATALOG_NOT_FOUND", "INVALID_TABLE_PROPERTY");

    final LocalQueryRunner trino;
    /** The session of the tables that lines define. */
    final Session registry;
    /** The other sessions, each of a catalog of its own, by the tables in it. */
    final Map<Map<String, Map<String, String>>, Session> sessions = new HashMap<>();
    int grammarOnly, notCompiled;

    EngineCheck(LocalQueryRunner trino) {
        this.trino = trino;
        trino.installPlugin(new MemoryPlugin());
        this.registry = newSession("registry");
    }

    Session newSession(String catalog) {
        trino.createCatalog(catalog, "memory", Map.of());
        return Session.builder(trino.getDefaultSession()).setCatalog(catalog).build();
    }

    // Tables. The runner knows no CREATE TABLE without a query, and no views.

    void define(Definition table) {
        String query = table.as != null ? table.as : queryOf(table);
        trino.execute(registry, "CREATE TABLE " + quoted(table.define) + " AS " + query);
    }

    /** The values of a definition are texts: JSON, where the column is no varchar. */
    static String queryOf(Definition table) {
        boolean isEmpty = table.values.isEmpty();
        String items = table.columns.stream().map(column -> {
            String name = quoted(column.get(0)), type = column.get(1);
            String value = type.equals("varchar") ? name : isEmpty ? "NULL" : "json_parse(" + name + ")";
            return "CAST(" + value + " AS " + type + ") AS " + name;
        }).collect(Collectors.joining(", "));
        // A row that is left out again makes a table without rows.
        var rows = isEmpty ? List.of(table.columns.stream().map(column -> "").toList()) : table.values;
        String values = rows.stream().map(row -> row.stream()
                .map(value -> value == null ? "CAST(NULL AS varchar)" : "'" + value.replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "(", ")"))).collect(Collectors.joining(", "));
        String names = table.columns.stream().map(column -> quoted(column.get(0))).collect(Collectors.joining(", "));
        return "SELECT " + items + " FROM (VALUES " + values + ") AS t (" + names + ")" + (isEmpty ? " WHERE false" : "");
    }

    Session sessionWith(Map<String, Map<String, String>> tables) {
        Session session = newSession("c" + sessions.size());
        tables.forEach((table, columns) -> {
            String names = columns.keySet().stream().map(EngineCheck::quoted).collect(Collectors.joining(", "));
            String rows = edges(columns.values());
            trino.execute(session, "CREATE TABLE " + quoted(table) + " (\"row\", " + names + ") AS " + rows);
        });
        return session;
    }

    static final int ROWS = 24;

    /** Values at the edges. No column is NULL: a function of a column that can be is nullable itself. */
    static final Map<String, List<String>> EDGES = Map.ofEntries(
            Map.entry("varchar", List.of(
                    "''", "'a'", "'README.md'", "'a/b'", "'https://u@h.org:8/p?q=1#f'", "'{\"a\": 1}'", "'2020-01-02'",
                    "'12'", "'ä\uD83D\uDE00'", "' '", "'[1, null]'", "'%41'", "'10.0.0.1'")),
            Map.entry("bigint", List.of(
                    "0", "1", "-1", "2", "64", "9223372036854775807", "-9223372036854775807", "100", "7")),
            Map.entry("double", List.of(
                    "0e0", "1.5e0", "-1.5e0", "nan()", "infinity()", "-infinity()", "1e300", "-0e0")),
            Map.entry("boolean", List.of("true", "false")),
            Map.entry("varbinary", List.of("X''", "X'00ff'", "X'61'", "X'0123456789abcdef'")),
            Map.entry("date", List.of("DATE '1970-01-01'", "DATE '2020-02-29'", "DATE '9999-12-31'", "DATE '0001-01-01'")),
            Map.entry("timestamp", List.of("TIMESTAMP '1970-01-01 00:00:00.000'", "TIMESTAMP '2020-02-29 23:59:59.999'")),
            Map.entry("timestamp with time zone", List.of(
                    "TIMESTAMP '1970-01-01 00:00:00.000 UTC'", "TIMESTAMP '2020-02-29 23:59:59.999 UTC'")),
            Map.entry("time", List.of("TIME '00:00:00.000'", "TIME '23:59:59.999'")),
            Map.entry("array(varchar)", List.of("ARRAY[]", "ARRAY['a']", "ARRAY['b', 'a']", "ARRAY['', 'a', 'a']")),
            Map.entry("array(bigint)", List.of("ARRAY[]", "ARRAY[1]", "ARRAY[2, -1]", "ARRAY[0, 0, 3]")),
            Map.entry("array(array(varchar))", List.of("ARRAY[]", "ARRAY[ARRAY['a']]", "ARRAY[ARRAY[], ARRAY['b', 'a']]")),
            Map.entry("map(varchar, bigint)", List.of("MAP()", "MAP(ARRAY['a'], ARRAY[1])", "MAP(ARRAY['a', 'b'], ARRAY[2, -1])")));

    /** Rows that go through the values of each type, each column at its own pace. */
    static String edges(Collection<String> types) {
        return IntStream.range(0, ROWS).mapToObj(row -> {
            var cells = new ArrayList<String>(List.of("SELECT " + row));
            int pace = 1;
            for (String type : types) {
                var values = EDGES.get(type);
                cells.add("CAST(" + values.get(row * pace++ % values.size()) + " AS " + type + ")");
            }
            return String.join(", ", cells);
        }).collect(Collectors.joining(" UNION ALL "));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    // Complaints: what is wrong, "" for nothing.

    String complaint(Case test) {
        var tables = test.tables == null ? Map.<String, Map<String, String>>of() : test.tables;
        Session session = test.registry ? registry : sessions.computeIfAbsent(tables, this::sessionWith);
        String sql = asMeant(test.sql);
        try {
            if (test.type != null) return complaintOfType(session, test, sql);
            if (test.rows == null && test.error == null) return complaintOfText(session, sql);
            String rows = rows(session, sql);
            if (test.error != null) return "must fail (" + test.error + "), but answers " + rows;
            boolean same = rows.equals(test.rows) || !isSorted(sql) && sorted(rows).equals(sorted(test.rows));
            return same ? "" : "answers " + rows + "\n  not     " + test.rows;
        } catch (RuntimeException e) {
            if (test.seed != null && isOfCompiler(e)) {
                notCompiled++;
                return "";
            }
            return test.error == null ? "fails: " + e : complaintOfError(test, e);
        }
    }

    /** A random query can be more than release 435 makes byte code of. */
    static boolean isOfCompiler(RuntimeException e) {
        return e instanceof TrinoException known && known.getErrorCode().getName().equals("COMPILER_ERROR");
    }

    String complaintOfType(Session session, Case test, String sql) {
        String type = typeOf(session, sql);
        // A Rust type that is read from JSON can stand for any nested type.
        boolean same = test.type.equals("json")
                ? type.matches("json|(array|map|row)\\(.*")
                : plain(type).equals(plain(test.type));
        if (!same) return "is a " + type + ", not a " + test.type;
        return test.nullable ? "" : complaintOfNulls(session, sql);
    }

    /** Rows that fail say nothing. */
    String complaintOfNulls(Session session, String sql) {
        try {
            return rows(session, sql).lines().anyMatch("NULL"::equals) ? "can be NULL" : "";
        } catch (RuntimeException some) {
            for (int row = 0; row < ROWS; row++) {
                String one = "FROM (SELECT * FROM \"entries\" WHERE \"row\" = " + row + ") AS";
                try {
                    if (rows(session, sql.replace("FROM \"entries\" AS", one)).equals("NULL")) {
                        return "can be NULL, with row " + row;
                    }
                } catch (RuntimeException failed) {
                    // A value out of the function's range.
                }
            }
            return "";
        }
    }

    /** Trino's analyzer has the word. */
    String complaintOfText(Session session, String sql) {
        try {
            trino.execute(session, "EXPLAIN (TYPE VALIDATE) " + sql);
            return "";
        } catch (TrinoException e) {
            // Few tables are here. They are in memory, and cannot do what Athena's can.
            boolean ofTables = OF_TABLES.contains(e.getErrorCode().getName())
                    || e.getMessage().startsWith("This connector does not support");
            if (!ofTables) throw e;
            grammarOnly++;
            return "";
        }
    }

    /** Codes are the same where ours is one of Trino's; words are not. */
    static String complaintOfError(Case test, RuntimeException e) {
        String code = e instanceof TrinoException known ? known.getErrorCode().getName()
                : e instanceof ParsingException ? "SYNTAX_ERROR" : e.getClass().getName();
        String ours = test.error.split(":")[0];
        boolean same = ours.equals(code) || !ours.matches("[A-Z_]+");
        return same ? "" : "fails otherwise: " + code + ": " + e.getMessage() + "\n  not " + test.error;
    }

    // What Trino says.

    static final Pattern LITERALS = Pattern.compile(
            "(TIMESTAMP '[-0-9]+ [0-9]+:[0-9]+:[0-9]+)( UTC)?'|'[^']*'|\"[^\"]*\"|--[^\\n]*"
                    + "|((?:\\d+\\.\\d*|\\.\\d+)(?!\\w))|\\w+");

    /**
     * 1.234 is a double to Athena (user guide, "Data type examples") and a decimal to Trino. A timestamp without digits
     * after its seconds has three of them in the embedded engine.
     */
    static String asMeant(String sql) {
        return LITERALS.matcher(sql).replaceAll(found -> {
            String text = found.group();
            if (found.group(3) != null) text += "e0";
            if (found.group(1) != null) text = found.group(1) + ".000" + Objects.requireNonNullElse(found.group(2), "") + "'";
            return Matcher.quoteReplacement(text);
        });
    }

    String typeOf(Session session, String sql) {
        return trino.inTransaction(session, inside -> {
            var plan = trino.createPlan(inside, sql);
            return plan.getTypes().get(plan.getRoot().getOutputSymbols().get(0)).getDisplayName();
        });
    }

    /** A type without the length and the digits that a plain "varchar" or "timestamp" leaves open. */
    static String plain(String type) {
        return type.replaceAll("varchar\\(\\d+\\)", "varchar").replace("timestamp(3)", "timestamp");
    }

    static boolean isSorted(String sql) {
        return new SqlParser().createStatement(sql) instanceof Query query
                && (query.getOrderBy().isPresent()
                        || query.getQueryBody() instanceof QuerySpecification body && body.getOrderBy().isPresent());
    }

    static List<String> sorted(String rows) {
        return rows.lines().sorted().toList();
    }

    String rows(Session session, String sql) {
        var result = trino.execute(session, sql);
        return result.getMaterializedRows().stream().map(row -> IntStream.range(0, row.getFieldCount())
                .mapToObj(i -> row.getField(i) == null ? "NULL" : text(result.getTypes().get(i), row.getField(i)))
                .collect(Collectors.joining("|"))).collect(Collectors.joining("\n"));
    }

    /** A value as Athena's result files spell it. */
    static String text(Type type, Object value) {
        if (value == null) return "null";
        if (type instanceof ArrayType array) {
            return ((List<?>) value).stream().map(item -> text(array.getElementType(), item))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (type instanceof MapType map) {
            return ((Map<?, ?>) value).entrySet().stream()
                    .map(entry -> text(map.getKeyType(), entry.getKey()) + "=" + text(map.getValueType(), entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (type instanceof RowType row) {
            var values = value instanceof MaterializedRow cells ? cells.getFields() : (List<?>) value;
            return IntStream.range(0, values.size()).mapToObj(i -> {
                var field = row.getFields().get(i);
                return field.getName().map(name -> name + "=").orElse("") + text(field.getType(), values.get(i));
            }).collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof BigDecimal decimal) return decimal.toPlainString();
        if (value instanceof SqlVarbinary binary) return HexFormat.ofDelimiter(" ").formatHex(binary.getBytes());
        if (value instanceof byte[] bytes) return HexFormat.ofDelimiter(" ").formatHex(bytes);
        return value.toString();
    }

    // Files.

    /** Only "\n" ends a line of JSON lines; a JSON string may hold U+2028 as it is. */
    static <T> List<T> read(String file, Class<T> of) throws IOException {
        return Stream.of(Files.readString(Path.of(file)).split("\n")).map(line -> new Gson().fromJson(line, of)).toList();
    }

    /** The statements of both files; the goldens that no answer has. */
    static Set<Case> cases(String answers, String goldens) throws IOException {
        var cases = new LinkedHashSet<Case>();
        read(answers, Case.class).stream().filter(test -> test.sql != null).forEach(cases::add);
        var known = cases.stream().map(Case::sql).collect(Collectors.toSet());
        read(goldens, Golden.class).stream().filter(golden -> golden.isTrinos() && known.add(golden.sql))
                .forEach(golden -> cases.add(Case.ofText(golden.sql)));
        return cases;
    }

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        var out = new PrintStream(System.out, true, "UTF-8");
        var session = TestingSession.testSessionBuilder().setSchema("default").setTimeZoneKey(TimeZoneKey.UTC_KEY);
        var cases = cases(arguments[0], arguments[1]);
        int wrong = 0;
        try (var trino = LocalQueryRunner.create(session.build())) {
            var check = new EngineCheck(trino);
            var definitions = read(arguments[0], Definition.class).stream().filter(line -> line.define != null).toList();
            // Tables before the views over them.
            definitions.stream().filter(table -> table.as == null).forEach(check::define);
            definitions.stream().filter(table -> table.as != null).forEach(check::define);
            for (Case test : cases) {
                String complaint = check.complaint(test);
                if (complaint.isEmpty()) continue;
                wrong++;
                String seed = test.seed == null ? "" : "seed " + test.seed + ": ";
                out.printf("FAILED %s%s%n  %s%n", seed, test.sql, complaint);
            }
            int right = cases.size() - wrong - check.grammarOnly - check.notCompiled;
            out.printf("%d statements as Trino has them, %d not; of %d more only the grammar could be judged%n",
                    right, wrong, check.grammarOnly);
            long random = cases.stream().filter(test -> test.seed != null).count();
            out.printf("%d of them random, of which Trino could not compile %d%n", random, check.notCompiled);
        }
        // Too few lines mean that the writer of the files broke, not that all is well.
        if (cases.size() < 500) out.printf("FAILED: only %d statements%n", cases.size());
        System.exit(wrong > 0 || cases.size() < 500 ? 1 : 0);
    }
}
