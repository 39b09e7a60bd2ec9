import io.trino.connector.MockConnectorFactory;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.type.VarcharType;
import io.trino.testing.LocalQueryRunner;
import io.trino.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables that a suite reads: in Trino's memory, and as text files with DDL for the embedded engine. */
record Tables(String name, List<Table> tables) {
    record Column(String name, String type) {}

    /** Values are the texts that a delimited file has; NULL is {@link #NULL}. */
    record Table(String name, List<Column> columns, List<List<String>> rows) {}

    static final String NULL = "\\N";

    /** Types that the embedded engine does not have in tables of text: a view casts. */
    boolean needsView(String type) {
        return !Set.of("varchar", "bigint", "integer", "double", "boolean").contains(type);
    }

    /** Makes the tables in a catalog of their own, and gives a session of it. */
    Session inTrino(LocalQueryRunner trino) {
        var byName = tables.stream().collect(Collectors.toMap(Table::name, table -> table));
        String texts = name + "_texts";
        trino.createCatalog(texts, MockConnectorFactory.builder()
                .withName(texts)
                .withListSchemaNames(session -> List.of("default"))
                .withListTables((session, schema) -> List.copyOf(byName.keySet()))
                .withGetColumns(table -> byName.get(table.getTableName()).columns.stream()
                        .map(column -> new ColumnMetadata(column.name, VarcharType.VARCHAR)).toList())
                .withData(table -> new ArrayList<>(byName.get(table.getTableName()).rows))
                .build(), Map.of());
        trino.createCatalog(name, "memory", Map.of());
        var session = Session.builder(trino.getDefaultSession()).setCatalog(name).setSchema("default").build();
        for (Table table : tables) {
            String items = table.columns.stream()
                    .map(column -> "CAST(NULLIF(" + column.name + ", '" + NULL + "') AS " + column.type + ") AS " + column.name)
                    .collect(Collectors.joining(", "));
            trino.execute(session, "CREATE TABLE " + table.name + " AS SELECT " + items + " FROM " + texts + ".default." + table.name);
        }
        return session;
    }

    /** Writes the files of a bucket "tables" under a folder, and gives the statements that define the tables. */
    List<String> onDisk(Path root) throws IOException {
        var statements = new ArrayList<String>();
        for (Table table : tables) {
            var folder = Files.createDirectories(root.resolve("tables").resolve(table.name));
            try (var out = Files.newBufferedWriter(folder.resolve("data.txt"))) {
                for (var row : table.rows) {
                    out.write(String.join("|", row));
                    out.write('\n');
                }
            }
            boolean view = table.columns.stream().anyMatch(column -> needsView(column.type));
            String stored = view ? table.name + "_text" : table.name;
            String columns = table.columns.stream()
                    .map(column -> "`" + column.name + "` " + stored(column.type)).collect(Collectors.joining(", "));
            statements.add("CREATE EXTERNAL TABLE `" + stored + "` (" + columns
                    + ") ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' LOCATION 's3://tables/" + table.name + "/'");
            if (!view) continue;
            String items = table.columns.stream()
                    .map(column -> !needsView(column.type) ? column.name
                            : "CAST(" + column.name + " AS " + column.type + ") AS " + column.name)
                    .collect(Collectors.joining(", "));
            statements.add("CREATE VIEW " + table.name + " AS SELECT " + items + " FROM " + stored);
        }
        return statements;
    }

    String stored(String type) {
        return switch (type) {
            case "integer" -> "int";
            case "bigint", "double", "boolean" -> type;
            default -> "string";
        };
    }
}
