// Checks SQL texts with Trino's own parser. Run by trino.sh.
//
//   ParserCheck GOLDENS.jsonl        every golden has the verdict that its kind asks for
//   ParserCheck --tokens FILE.jsonl  every literal or name reads back as its value

import com.google.gson.Gson;
import io.trino.sql.QueryUtil;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.StringLiteral;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;

class ParserCheck {
    record Case(String name, String kind, String sql, String value) {}

    static final SqlParser PARSER = new SqlParser();
    // Athena's own statements. UNLOAD has a query inside, which is Trino's again.
    static final Pattern ATHENA_ONLY = Pattern.compile("(?is)(?:OPTIMIZE|VACUUM)\\s.*");
    static final Pattern UNLOAD = Pattern.compile(
            "(?is)UNLOAD\\s*\\((.*)\\)\\s*TO\\s*(?:'[^']*')+\\s*WITH\\s*\\((?:[^()']|'[^']*')+\\)");

    /** What is wrong with a golden, "" for nothing, or null for a text that is not Trino's. */
    static String complaintOfGolden(Case test) {
        switch (test.kind) {
            case "query", "trino_ddl": break;
            case "rejected": return parse(test.sql).isEmpty() ? "Trino takes this text, but it must not" : "";
            case "hive_ddl": return null;
            default: return "unknown kind"; // A kind that nobody checks would pass for ever.
        }
        return ATHENA_ONLY.matcher(test.sql).matches() ? null : parse(test.sql);
    }

    static String parse(String sql) {
        var unload = UNLOAD.matcher(sql);
        try {
            // Only a query may stand inside UNLOAD, as in a view.
            PARSER.createStatement(unload.matches() ? "CREATE VIEW v AS " + unload.group(1) : sql);
            return "";
        } catch (ParsingException e) {
            return e.getMessage();
        }
    }

    /** The text must be SELECT and the token, nothing else, so the whole tree is compared. */
    static String complaintOfToken(Case test) {
        Function<String, Expression> node;
        switch (test.kind) {
            case "string": node = StringLiteral::new; break;
            case "identifier": node = name -> new Identifier(name, true); break;
            case "hive_string", "hive_identifier": return null;
            default: return "unknown kind";
        }
        try {
            var wanted = QueryUtil.simpleQuery(QueryUtil.selectList(node.apply(test.value)));
            var found = PARSER.createStatement(test.sql);
            return found.equals(wanted) ? "" : "reads as " + found;
        } catch (ParsingException | IllegalArgumentException e) { // The second one: an empty name.
            return e.getMessage();
        }
    }

    static int check(Function<Case, String> complaintOf, Path file, PrintStream out) throws Exception {
        int passed = 0, failed = 0, skipped = 0;
        // Only "\n" ends a line of JSON lines; a JSON string may hold U+2028 as it is.
        for (String line : Files.readString(file).split("\n")) {
            if (line.isBlank()) continue;
            Case test = new Gson().fromJson(line, Case.class);
            String complaint = complaintOf.apply(test);
            if (complaint == null) skipped++;
            else if (complaint.isEmpty()) passed++;
            else {
                failed++;
                out.printf("FAILED %s (%s)%n  sql: %s%n  %s%n", test.name, test.kind, test.sql, complaint);
            }
        }
        // An empty file means that the writer of the file broke, not that all is well.
        if (passed + failed + skipped == 0) throw new IllegalArgumentException(file + " holds no case");
        out.printf("%d passed, %d failed, %d skipped%n", passed, failed, skipped);
        return failed == 0 ? 0 : 1;
    }

    public static void main(String[] args) throws Exception {
        boolean tokens = args[0].equals("--tokens");
        int[] code = {1}; // An exception in the thread leaves it so.
        // A long chain of ANDs is a deep tree, so the parser gets a deep stack.
        var thread = new Thread(null, () -> {
            try (var out = new PrintStream(System.out, true, "UTF-8")) {
                var file = Path.of(args[args.length - 1]);
                code[0] = check(test -> tokens ? complaintOfToken(test) : complaintOfGolden(test), file, out);
            } catch (Exception e) {
                e.printStackTrace();
            }
        }, "check", 1L << 29);
        thread.start();
        thread.join();
        System.exit(code[0]);
    }
}
