// Has Trino's own tests say their statements, and Trino answer them. Run by suites.sh.
//
//   Record JARS FOLDER [--thinned N]
//
// FOLDER/statements.jsonl gets a line for each statement, with Trino's answer; FOLDER/roots the tables for the embedded engine.

import com.google.gson.Gson;
import io.trino.Session;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.spi.TrinoException;
import io.trino.spi.type.TimeZoneKey;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Query;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.TestingSession;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class Record {
    /** A line of statements.jsonl: what was asked of whose tables, and the rows or the error that Trino gives. */
    record Line(
            String id, String suite, String test, String tables, String sql,
            String error, List<String> types, List<List<String>> rows, boolean ordered, String unjudged) {}

    /** At most so many statements of a class: some try one operator on thousands of pairs of values. */
    static final int OF_A_CLASS = 150;
    /** What Athena takes, in bytes. */
    static final int LENGTH = 262_144;
    /** A statement that takes Trino more seconds is not asked. */
    static final long LIMIT = 60;
    static final String TOO_LONG = "takes Trino too long";
    /** The tables of the suites that do not read TPC-H with the names of Trino's connector. */
    static final Map<String, String> TABLES = Map.of(
            "product", "hive", "tpch", "hive", "tpch-decimal", "hive_decimal", "tpcds", "tpcds", "tpcds-decimal", "tpcds_decimal");

    /** Answers that are another each time. */
    static final Pattern RANDOM = Pattern.compile(
            "(?is).*\\b(rand|random|uuid|shuffle|now|current_(date|time|timestamp)|local(time|timestamp)"
                    + "|TABLESAMPLE|gen_random\\w*)\\b.*");
    /** What Trino says about itself, and functions that only Trino calls. */
    static final Pattern OWN = Pattern.compile("(?is).*(\\b(system\\.|information_schema\\b)|\"\\$(operator|internal)\\$).*");
    /** Where the tests have their tables. */
    static final Pattern PLACE = Pattern.compile("(?i)\\b(tpch|local|memory)\\.(tiny|\"tiny\"|default)\\.");

    public static void main(String[] arguments) {
        // Trino's tests take over both streams.
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            record(arguments, out);
        } catch (Throwable e) {
            e.printStackTrace(out);
            System.exit(1);
        }
        System.exit(0);
    }

    static void record(String[] arguments, PrintStream out) throws Exception {
        Path jars = Path.of(arguments[0]), folder = Files.createDirectories(Path.of(arguments[1]));
        int thinned = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
        Logger.getLogger("").setLevel(Level.OFF);
        Recorder.install();
        OwnTests.run(thinned);
        Logger.getLogger("").setLevel(Level.OFF);
        out.printf("recorded %d statements; %d tests of Trino's failed here%n", Recorder.STATEMENTS.size(), Recorder.FAILED.size());
        Files.write(folder.resolve("failed-tests.txt"), Recorder.FAILED);
        var recorded = new ArrayList<>(Recorder.STATEMENTS);
        SqlFiles.productTests(jars.resolve("presto-product-tests-350.jar"), recorded);
        SqlFiles.benchmarks(jars.resolve("presto-benchto-benchmarks-350.jar"), recorded);
        var asked = chosen(recorded, thinned);
        out.printf("of these and the files %d are asked%n", asked.size());
        try (var trino = LocalQueryRunner.create(
                TestingSession.testSessionBuilder().setSchema("default").setTimeZoneKey(TimeZoneKey.UTC_KEY).build())) {
            new Record(trino, jars, folder).answer(asked);
        }
    }

    /** The same ones each time: of a class, those whose hashes are least. */
    static List<Recorder.Recorded> chosen(List<Recorder.Recorded> recorded, int thinned) {
        var ofClasses = new TreeMap<String, TreeMap<String, Recorder.Recorded>>();
        for (var statement : recorded) {
            String hash = hash(statement.sql());
            // The same queries as without decimals: JUnit did not thin them.
            boolean isAsked = !statement.suite().endsWith("-decimal") || Long.parseLong(hash, 16) % thinned == 0;
            if (isAsked) {
                ofClasses.computeIfAbsent(statement.suite() + " " + statement.test(), name -> new TreeMap<>()).put(hash, statement);
            }
        }
        var known = new HashSet<String>();
        return ofClasses.values().stream().flatMap(ofClass -> ofClass.values().stream()
                .filter(statement -> known.add(statement.suite() + statement.sql()))
                .limit(isUnit(ofClass.firstEntry().getValue()) ? OF_A_CLASS : Long.MAX_VALUE)).toList();
    }

    static boolean isUnit(Recorder.Recorded statement) {
        return statement.suite().startsWith("unit-");
    }

    static String hash(String sql) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    final LocalQueryRunner trino;
    final Path folder;
    final Map<String, Session> sessions = new HashMap<>();

    Record(LocalQueryRunner trino, Path jars, Path folder) throws Exception {
        this.trino = trino;
        this.folder = folder;
        trino.installPlugin(new MemoryPlugin());
        Path product = jars.resolve("presto-product-tests-350.jar");
        var tpcds = Benchmarks.tpcds();
        for (var tables : List.of(
                new Tables("tpch", Benchmarks.tpch()),
                new Tables("hive", Stream.concat(
                        Benchmarks.tpchOfHive("double").stream(), SqlFiles.productTables(product).stream()).toList()),
                new Tables("hive_decimal", Benchmarks.tpchOfHive("decimal(13,2)")),
                new Tables("tpcds", Benchmarks.withDoubles(tpcds)),
                new Tables("tpcds_decimal", tpcds))) {
            sessions.put(tables.name(), tables.inTrino(trino));
            var definitions = tables.onDisk(folder.resolve("roots").resolve(tables.name()));
            Files.writeString(folder.resolve("roots").resolve(tables.name() + ".json"), new Gson().toJson(definitions));
        }
    }

    /** Two at a time. One that takes too long is left to itself: Trino's runner does not end when it is interrupted. */
    void answer(List<Recorder.Recorded> asked) throws Exception {
        var gson = new Gson();
        var free = new Semaphore(2);
        var answers = new ConcurrentHashMap<Recorder.Recorded, Line>();
        var begun = new ConcurrentHashMap<Recorder.Recorded, Long>();
        var next = new ArrayDeque<>(asked);
        while (answers.size() < asked.size()) {
            boolean isFree = free.tryAcquire(1, TimeUnit.SECONDS);
            for (var one : begun.entrySet()) {
                boolean isLate = System.nanoTime() - one.getValue() > TimeUnit.SECONDS.toNanos(LIMIT);
                if (isLate && answers.putIfAbsent(one.getKey(), unjudged(one.getKey(), TOO_LONG)) == null) free.release();
                if (answers.containsKey(one.getKey())) begun.remove(one.getKey());
            }
            if (!isFree || next.isEmpty()) {
                if (isFree) free.release();
                Thread.sleep(isFree ? 100 : 0);
                continue;
            }
            var statement = next.remove();
            begun.put(statement, System.nanoTime());
            // A long chain of ANDs is a deep tree.
            var thread = new Thread(null, () -> {
                if (answers.putIfAbsent(statement, line(statement)) == null) free.release();
            }, "trino", 1L << 28);
            thread.setDaemon(true);
            thread.start();
        }
        try (var out = Files.newBufferedWriter(folder.resolve("statements.jsonl"))) {
            for (var statement : asked) {
                out.write(gson.toJson(answers.get(statement)));
                out.write('\n');
            }
        }
    }

    static Line unjudged(Recorder.Recorded statement, String why) {
        String id = statement.suite() + "-" + hash(statement.sql());
        return new Line(id, statement.suite(), statement.test(), "", statement.sql(), null, null, null, false, why);
    }

    Line line(Recorder.Recorded statement) {
        String sql = PLACE.matcher(statement.sql()).replaceAll("");
        boolean named = !sql.equals(statement.sql());
        String tables = named ? "tpch" : TABLES.getOrDefault(statement.suite(), "tpch");
        try {
            if (!(new SqlParser().createStatement(sql) instanceof Query)) return unjudged(statement, "no query");
        } catch (ParsingException e) {
            // A text that is no SQL is a test, too.
        }
        if (sql.length() > LENGTH) return unjudged(statement, "longer than Athena takes");
        if (RANDOM.matcher(sql).matches()) return unjudged(statement, "another answer each time");
        if (OWN.matcher(sql).matches()) return unjudged(statement, "inside Trino");
        String id = statement.suite() + "-" + hash(statement.sql());
        try {
            String meant = EngineCheck.asMeant(sql);
            MaterializedResult result = trino.execute(sessions.get(tables), meant);
            var types = result.getTypes().stream().map(type -> type.getDisplayName()).toList();
            var rows = result.getMaterializedRows().stream().map(row -> IntStream.range(0, row.getFieldCount())
                    .mapToObj(i -> row.getField(i) == null ? null : EngineCheck.text(result.getTypes().get(i), row.getField(i)))
                    .toList()).toList();
            return new Line(id, statement.suite(), statement.test(), tables, sql, null, types, rows, EngineCheck.isSorted(meant), null);
        } catch (RuntimeException | Error e) {
            String code = e instanceof TrinoException known ? known.getErrorCode().getName()
                    : e instanceof ParsingException ? "SYNTAX_ERROR" : e.getClass().getName();
            boolean elsewhere = code.matches("(TABLE|SCHEMA|CATALOG)_NOT_FOUND");
            return elsewhere ? unjudged(statement, "tables that are not here")
                    : new Line(id, statement.suite(), statement.test(), tables, sql, code + ": " + e.getMessage(), null, null, false, null);
        }
    }
}
