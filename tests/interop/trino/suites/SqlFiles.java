import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The suites that are files of SQL, and the tables that come with them. */
class SqlFiles {
    static final Pattern HEADER = Pattern.compile("^-- database: (\\S+?);");
    /** Tests of other connectors, and of tables that Hive writes. */
    static final String ELSEWHERE = ".*/(connectors|insert)/.*";
    /** Names of catalogs that only Trino's own cluster has. */
    static final Pattern PLACE = Pattern.compile("\"?\\$\\{database}\"?\\.\"?\\$\\{schema}\"?\\.|\\$\\{prefix}");

    /** Adds the product tests: TPC-H and TPC-DS are suites of their own, with doubles and with decimals. */
    static void productTests(Path jar, List<Recorder.Recorded> to) throws IOException {
        try (var files = open(jar); Stream<Path> paths = Files.walk(files.getPath("sql-tests/testcases"))) {
            for (Path path : (Iterable<Path>) paths.filter(SqlFiles::isSql).sorted()::iterator) {
                String text = Files.readString(path), folder = path.getParent().getFileName().toString();
                var header = HEADER.matcher(text);
                if (!header.find() || !header.group(1).matches("presto|presto_tpcds") || path.toString().matches(ELSEWHERE)) continue;
                String suite = folder.equals("hive_tpch") ? "tpch" : folder.equals("tpcds") ? folder : "product";
                for (String sql : statements(text)) {
                    to.add(new Recorder.Recorded(suite, folder, sql));
                    if (!suite.equals("product")) to.add(new Recorder.Recorded(suite + "-decimal", folder, sql));
                }
            }
        }
    }

    /** Adds the queries of TPC-H with the names of Trino's connector. */
    static void benchmarks(Path jar, List<Recorder.Recorded> to) throws IOException {
        try (var files = open(jar); Stream<Path> paths = Files.walk(files.getPath("sql/presto/tpch"))) {
            for (Path path : (Iterable<Path>) paths.filter(SqlFiles::isSql).sorted()::iterator) {
                String text = PLACE.matcher(Files.readString(path)).replaceAll("");
                for (String sql : statements(text)) to.add(new Recorder.Recorded("tpch-simple", "benchto", sql));
            }
        }
    }

    static boolean isSql(Path path) {
        return path.toString().endsWith(".sql");
    }

    static FileSystem open(Path jar) throws IOException {
        return FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
    }

    /** A semicolon at the end of a line ends a statement; comments stand on lines of their own; between "--!" and "--!" are rows. */
    static List<String> statements(String text) {
        var parts = text.split("(?m)^--!.*\n");
        boolean hasRows = parts.length > 1;
        String bare = IntStream.range(0, parts.length).filter(i -> !hasRows || i % 2 == 1)
                .mapToObj(i -> parts[i].replaceAll("(?m)^--.*\n", "")).collect(Collectors.joining(";\n"));
        return Arrays.stream(bare.split(";\\s*(\n|$)")).map(String::strip).filter(sql -> !sql.isEmpty()).toList();
    }

    /** The tables of the product tests that are no benchmark's. */
    static List<Tables.Table> productTables(Path jar) throws IOException {
        try (var files = open(jar)) {
            return List.of(
                    table(files, "datatype", "c_bigint bigint, c_double double, c_string varchar, c_date date, c_timestamp timestamp, "
                            + "c_boolean boolean, c_short_decimal decimal(5,2), c_long_decimal decimal(30,10)"),
                    table(files, "workers", "id_employee integer, first_name varchar, last_name varchar, date_of_employment varchar, "
                            + "department integer, id_department integer, name varchar, salary integer"),
                    table(files, "empty", "c1 integer, c2 varchar"));
        }
    }

    /** Columns as the table's DDL has them. */
    static Tables.Table table(FileSystem files, String name, String definition) throws IOException {
        var columns = Stream.of(definition.split(", ")).map(column -> column.split(" ", 2))
                .map(column -> new Tables.Column(column[0], column[1])).toList();
        var rows = new ArrayList<List<String>>();
        for (String line : Files.readAllLines(files.getPath("sql-tests/datasets/" + name + ".data"))) {
            if (line.isEmpty()) continue;
            // A delimiter may end a line.
            rows.add(List.of(line.split("\\|", -1)).subList(0, columns.size()));
        }
        return new Tables.Table(name, columns, rows);
    }
}
