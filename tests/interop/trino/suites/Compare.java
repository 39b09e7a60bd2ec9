// Compares Trino's answers with those of the embedded engine, and the counts with those of the last time. Run by suites.sh.
//
//   Compare FOLDER RATCHET [--lists FOLDER] [--update]
//
// Exit code 1: a count got worse. README.md says what the counts mean.

import com.google.gson.Gson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class Compare {
    /** A line of answers.jsonl. */
    record Answer(String id, String kind, String error, List<List<String>> rows) {
        boolean hasEnded() {
            return rows != null || error != null;
        }
    }

    /** What became of a statement; the names are those of the columns of a report. */
    enum Verdict {
        SAME("same"),
        REFUSED("refused by name"),
        PARSE("bare parse error"),
        WRONG("refused as if wrong"),
        INTERNAL("internal words"),
        DIFFERENT("DIFFERENT"),
        ORDER("other order"),
        ENDED("crash or hang"),
        ANSWERED("answered, Trino fails"),
        FAIL("both fail"),
        FAIL_OTHERWISE("both fail, other code"),
        FAIL_INTERNALLY("both fail, internal words"),
        KNOWN("differs by right"),
        UNJUDGED("not judged");

        final String title;

        Verdict(String title) {
            this.title = title;
        }
    }

    /** A line of the lists. */
    record Judged(String id, String suite, String test, Verdict verdict, String reason, String sql, String trino, String here) {}

    /** Words of DataFusion and Arrow, which mean nothing to people who write SQL for Athena. */
    static final Pattern INTERNALS = Pattern.compile(
            "(?s).*(Internal error|Physical plan|[Ss]chema (contains|error)|type_coercion|Type coercion|Arrow error|Projections require"
                    + "|Utf8|\\bU?Int(8|16|32|64)\\b|Float(32|64)|Decimal128|Boolean\\(|\\bNull\\b(?!-)|List\\(|Struct\\(|Map\\(\""
                    + "|[Ll]ogical ?[Pp]lan|logical expression|plan nodes?\\b|DataFusion|[Oo]ptimizer rule|Assertion failed|clause references"
                    + "|Invalid qualifier|panicked|ScalarSubquery|Execution error|Error during planning).*");

    final Map<String, Answer> answers;
    final Map<String, String> known;

    Compare(Map<String, Answer> answers, Map<String, String> known) {
        this.answers = answers;
        this.known = known;
    }

    Judged judged(Record.Line line) {
        if (line.unjudged() != null) return judged(line, null, Verdict.UNJUDGED, line.unjudged());
        Answer here = answers.get(line.id());
        if (here == null || !here.hasEnded()) return judged(line, here, Verdict.ENDED, "the process ended");
        if (here.error != null) return judged(line, here, refusal(line, here), reason(here.error));
        if (line.error() != null) return judged(line, here, Verdict.ANSWERED, line.error().split(":")[0]);
        String difference = Rows.difference(line.types(), line.rows(), here.rows, line.ordered());
        if (difference.isEmpty()) return judged(line, here, Verdict.SAME, "");
        String right = known.get(line.id());
        if (right == null && line.sql().toLowerCase().contains("approx_distinct")) right = "approximate in Trino, exact here";
        if (right != null) return judged(line, here, Verdict.KNOWN, right);
        return judged(line, here, difference.equals(Rows.OTHER_ORDER) ? Verdict.ORDER : Verdict.DIFFERENT, difference);
    }

    static Judged judged(Record.Line line, Answer here, Verdict verdict, String reason) {
        String trino = line.error() != null ? line.error() : line.rows() == null ? "" : Rows.some(line.rows());
        String answer = here == null || !here.hasEnded() ? "" : here.error != null ? here.error : Rows.some(here.rows);
        return new Judged(line.id(), line.suite(), line.test(), verdict, reason, line.sql(), trino, answer);
    }

    static Verdict refusal(Record.Line line, Answer here) {
        if (here.kind.matches("Panic|Hang")) return Verdict.ENDED;
        boolean internal = here.kind.equals("Execution") || INTERNALS.matcher(here.error).matches();
        // Depth is a limit of this engine, which says so.
        boolean named = here.kind.equals("Unsupported") || here.error.contains("which the embedded engine refuses");
        if (line.error() == null) {
            return internal ? Verdict.INTERNAL : named ? Verdict.REFUSED
                    : here.kind.equals("Syntax") ? Verdict.PARSE : Verdict.WRONG;
        }
        if (internal) return Verdict.FAIL_INTERNALLY;
        boolean hasCode = here.kind.equals("Refused");
        return !hasCode || line.error().startsWith(here.error.split(":")[0]) ? Verdict.FAIL : Verdict.FAIL_OTHERWISE;
    }

    /** A function's name says what is missing; other names and places are those of a statement. */
    static String reason(String error) {
        String what = error.replace(" is not supported by the embedded engine; it runs on Athena", "")
                .replaceAll("\\s+", " ").replaceFirst("^line \\d+:\\d+: ", "(parse) ");
        if (what.startsWith("the function `")) return what;
        return what.replaceAll("`[^`]*`", "`..`").replaceAll("'[^']*'", "'..'").replaceAll("\\d+", "N");
    }

    // Files.

    static <T> List<T> read(Path file, Class<T> of) throws IOException {
        var gson = new Gson();
        return Stream.of(Files.readString(file).split("\n")).filter(line -> !line.isEmpty()).map(line -> gson.fromJson(line, of)).toList();
    }

    /** Lines of an ID and a reason. */
    static Map<String, String> known(Path file) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" ", 2)).collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    static void write(Path folder, Collection<Judged> judged) throws IOException {
        Files.createDirectories(folder);
        var gson = new com.google.gson.GsonBuilder().disableHtmlEscaping().create();
        for (Verdict verdict : Verdict.values()) {
            var lines = judged.stream().filter(one -> one.verdict == verdict).map(gson::toJson).toList();
            Files.write(folder.resolve(verdict.name().toLowerCase() + ".jsonl"), lines);
        }
        Files.writeString(folder.resolve("classes.txt"), table(judged, one -> one.suite + " " + one.test));
        Files.writeString(folder.resolve("reasons.txt"), reasons(judged, Integer.MAX_VALUE));
    }

    // Reports.

    static String table(Collection<Judged> judged, Function<Judged, String> by) {
        var counts = new TreeMap<String, Map<Verdict, Long>>();
        for (Judged one : judged) {
            for (String row : List.of(by.apply(one), "~ all")) {
                counts.computeIfAbsent(row, name -> new EnumMap<>(Verdict.class)).merge(one.verdict, 1L, Long::sum);
            }
        }
        var out = new StringBuilder();
        counts.forEach((row, of) -> {
            long answered = of.entrySet().stream().filter(entry -> entry.getKey().ordinal() < Verdict.ANSWERED.ordinal())
                    .mapToLong(Map.Entry::getValue).sum();
            long same = of.getOrDefault(Verdict.SAME, 0L);
            out.append("%-40s %5d of %5d the same (%3d %%)".formatted(
                    row.replace("~ ", ""), same, answered, answered == 0 ? 100 : 100 * same / answered));
            of.forEach((verdict, count) -> out.append(verdict == Verdict.SAME ? "" : "; %s %d".formatted(verdict.title, count)));
            out.append('\n');
        });
        return out.toString();
    }

    /** Why statements that Trino answers are refused, the most frequent reasons first. */
    static String reasons(Collection<Judged> judged, int most) {
        var refused = judged.stream().filter(one -> one.verdict.ordinal() > 0 && one.verdict.ordinal() <= Verdict.INTERNAL.ordinal())
                .collect(Collectors.groupingBy(one -> one.verdict.title + ": " + one.reason));
        return refused.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, List<Judged>> entry) -> -entry.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .map(entry -> "%5d %s (%s)\n".formatted(entry.getValue().size(), entry.getKey(), suites(entry.getValue())))
                .collect(Collectors.joining());
    }

    static String suites(List<Judged> judged) {
        return judged.stream().collect(Collectors.groupingBy(Judged::suite, TreeMap::new, Collectors.counting()))
                .entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).collect(Collectors.joining(", "));
    }

    public static void main(String[] arguments) throws IOException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var options = List.of(arguments);
        Path folder = Path.of(arguments[0]), ratchet = Path.of(arguments[1]);
        var answers = new HashMap<String, Answer>();
        // The line with the answer comes after the one that says that it was begun.
        read(folder.resolve("answers.jsonl"), Answer.class).forEach(answer -> answers.put(answer.id, answer));
        var compare = new Compare(answers, known(ratchet.resolveSibling("known.txt")));
        var judged = new ArrayList<Judged>();
        for (var line : read(folder.resolve("statements.jsonl"), Record.Line.class)) judged.add(compare.judged(line));
        if (options.contains("--lists")) write(Path.of(options.get(options.indexOf("--lists") + 1)), judged);
        out.print(table(judged, Judged::suite));
        out.println("\nWhy statements that Trino answers are refused:");
        out.print(reasons(judged, 40));
        if (options.contains("--update")) {
            Files.write(ratchet, Ratchet.lines(judged));
            return;
        }
        if (!Files.exists(ratchet)) {
            out.println("\nno counts of an earlier run to compare with: --update writes them");
            return;
        }
        var complaints = Ratchet.complaints(Files.readAllLines(ratchet), judged);
        complaints.forEach(out::println);
        if (!complaints.isEmpty()) System.exit(1);
    }
}
