// Shows what the tests of Rust wrote to Trino itself, which runs in this process. Run by engine.sh.
//
//   EngineCheck ANSWERS.jsonl
//
// Each line has a statement, and what has to be true of it:
//   rows   what it answers, in Athena's spelling: cells between "|", NULL as NULL
//   error  that it fails
//   type   the type of its only column
// With none of these, Trino has to take the statement. A line may bring the table that it reads.

import com.google.gson.Gson;
import io.trino.Session;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.spi.TrinoException;
import io.trino.spi.type.*;
import io.trino.sql.parser.ParsingException;
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

class EngineCheck {
    record Case(Map<String, Map<String, String>> tables, String sql, String rows, String error, String type) {}

    final LocalQueryRunner trino;
    /** The sessions, each of a catalog of its own, by the tables in it. */
    final Map<Map<String, Map<String, String>>, Session> sessions = new HashMap<>();

    EngineCheck(LocalQueryRunner trino) {
        this.trino = trino;
    }

    static final Pattern QUOTED_OR_DECIMAL =
            Pattern.compile("'[^']*'|\"[^\"]*\"|--[^\\n]*|(\\d+\\.\\d*|\\.\\d+)(?!\\w)|\\w+");

    /** 1.234 is a double to Athena (user guide, "Data type examples") and a decimal to Trino. */
    static String withDoubles(String sql) {
        return QUOTED_OR_DECIMAL.matcher(sql).replaceAll(found -> Matcher.quoteReplacement(
                found.group(1) == null ? found.group() : found.group() + "e0"));
    }

    /** What is wrong, "" for nothing. */
    String complaint(Case test) {
        Session session = sessions.computeIfAbsent(test.tables == null ? Map.of() : test.tables, this::sessionWith);
        String sql = withDoubles(test.sql);
        try {
            if (test.type != null) {
                String type = typeOf(session, sql);
                return plain(type).equals(plain(test.type)) ? "" : "is a " + type + ", not a " + test.type;
            }
            if (test.rows == null && test.error == null) {
                trino.execute(session, "EXPLAIN (TYPE VALIDATE) " + sql);
                return "";
            }
            String rows = rows(session, sql);
            if (test.error != null) return "must fail (" + test.error + "), but answers " + rows;
            if (rows.equals(test.rows)) return "";
            boolean same = !test.sql.contains("ORDER BY") && sorted(rows).equals(sorted(test.rows));
            return same ? "" : "answers " + rows + "\n  not     " + test.rows;
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

    static List<String> sorted(String rows) {
        return rows.lines().sorted().toList();
    }

    Session sessionWith(Map<String, Map<String, String>> tables) {
        String catalog = "c" + sessions.size();
        trino.createCatalog(catalog, "memory", Map.of());
        Session session = Session.builder(trino.getDefaultSession()).setCatalog(catalog).build();
        tables.forEach((table, columns) -> {
            // The runner knows no CREATE TABLE without a query.
            String items = columns.entrySet().stream()
                    .map(column -> "CAST(NULL AS " + column.getValue() + ") AS \"" + column.getKey() + '"')
                    .collect(Collectors.joining(", "));
            trino.execute(session, "CREATE TABLE \"" + table + "\" AS SELECT " + items + " WHERE false");
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
        int good = 0, bad = 0;
        try (var trino = LocalQueryRunner.create(session)) {
            trino.installPlugin(new MemoryPlugin());
            var check = new EngineCheck(trino);
            for (String line : Files.readString(Path.of(arguments[0])).split("\n")) {
                if (line.isBlank()) continue;
                Case test = new Gson().fromJson(line, Case.class);
                String complaint = check.complaint(test);
                if (complaint.isEmpty()) {
                    good++;
                } else {
                    bad++;
                    out.printf("FAILED %s%n  %s%n", test.sql, complaint);
                }
            }
        }
        out.printf("Trino itself: %d statements as expected, %d not%n", good, bad);
        System.exit(bad > 0 ? 1 : 0);
    }
}
