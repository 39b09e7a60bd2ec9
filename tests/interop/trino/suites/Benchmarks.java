import io.trino.tpcds.Results;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The tables of TPC-H and TPC-DS, of scale factor 0.01. */
class Benchmarks {
    static final double SCALE = 0.01;

    /** With the names and types of Trino's connector. */
    static List<Tables.Table> tpch() {
        return TpchTable.getTables().stream().map(table -> tpch(table, false, "double")).toList();
    }

    /** With the names of the standard. The Hive tables of the product tests have decimals for amounts. */
    static List<Tables.Table> tpchOfHive(String amounts) {
        return TpchTable.getTables().stream().map(table -> tpch(table, true, amounts)).toList();
    }

    static <E extends TpchEntity> Tables.Table tpch(TpchTable<E> table, boolean hive, String amounts) {
        var columns = table.getColumns().stream().map(column -> new Tables.Column(
                hive ? column.getColumnName() : column.getSimplifiedColumnName(),
                switch (column.getType().getBase()) {
                    case IDENTIFIER -> "bigint";
                    case INTEGER -> "integer";
                    case DATE -> "date";
                    case DOUBLE -> amounts;
                    case VARCHAR -> "varchar";
                })).toList();
        // A line ends with a delimiter, too.
        var rows = StreamSupport.stream(table.createGenerator(SCALE, 1, 1).spliterator(), false)
                .map(entity -> List.of(entity.toLine().split("\\|"))).toList();
        return new Tables.Table(table.getTableName(), columns, rows);
    }

    /** One in so many sales, returns and stocks is in the tables: all of it would be two million rows. */
    static final int THINNED = 5;
    /** Dimensions as large as the scale is small: only rows that other tables name are kept. */
    static final Set<String> ONLY_USED = Set.of("customer_demographics", "time_dim");

    /** With the decimals of the standard. */
    static List<Tables.Table> tpcds() {
        var session = io.trino.tpcds.Session.getDefaultSession().withScale(SCALE);
        var tables = new ArrayList<Tables.Table>();
        for (var table : io.trino.tpcds.Table.getBaseTables()) {
            if (table == io.trino.tpcds.Table.DBGEN_VERSION) continue;
            var columns = IntStream.range(0, table.getColumns().length).mapToObj(i -> table.getColumns()[i])
                    .map(column -> new Tables.Column(column.getName(), type(column.getType()))).toList();
            var rows = new ArrayList<List<String>>();
            var isKept = kept(table.getName(), columns);
            for (var lines : Results.constructResults(table, session)) {
                var row = lines.get(0).stream().map(value -> value == null ? Tables.NULL : value).toList();
                if (isKept.test(row)) rows.add(row);
            }
            tables.add(new Tables.Table(table.getName(), columns, rows));
        }
        return onlyUsed(tables);
    }

    static List<Tables.Table> withDoubles(List<Tables.Table> tables) {
        return tables.stream().map(table -> new Tables.Table(table.name(), table.columns().stream().map(column -> new Tables.Column(
                column.name(), column.type().startsWith("decimal") ? "double" : column.type())).toList(), table.rows())).toList();
    }

    static String type(io.trino.tpcds.column.ColumnType type) {
        return switch (type.getBase()) {
            case IDENTIFIER -> "bigint";
            case INTEGER -> "integer";
            case DATE -> "date";
            case DECIMAL -> "decimal(" + type.getPrecision().get() + "," + type.getScale().get() + ")";
            // As in Athena's tables of text files, and without padding.
            case CHAR, VARCHAR -> "varchar";
            case TIME -> "time";
        };
    }

    /** The lines of one sale stay together, and with its return. */
    static Predicate<List<String>> kept(String table, List<Tables.Column> columns) {
        if (table.equals("date_dim")) {
            return row -> row.get(2).compareTo("1997-01-01") > 0 && row.get(2).compareTo("2004-01-01") < 0;
        }
        for (int i = 0; i < columns.size(); i++) {
            boolean isSale = columns.get(i).name().matches("(ss|sr)_ticket_number|(cs|cr|ws|wr)_order_number|inv_item_sk");
            int at = i;
            if (isSale) return row -> row.get(at).equals(Tables.NULL) || Long.parseLong(row.get(at)) % THINNED == 0;
        }
        return row -> true;
    }

    static List<Tables.Table> onlyUsed(List<Tables.Table> tables) {
        var used = new HashSet<String>();
        for (var table : tables) {
            if (ONLY_USED.contains(table.name())) continue;
            for (int i = 0; i < table.columns().size(); i++) {
                String name = table.columns().get(i).name();
                String of = name.endsWith("cdemo_sk") ? "customer_demographics" : name.endsWith("time_sk") ? "time_dim" : null;
                if (of == null) continue;
                for (var row : table.rows()) used.add(of + row.get(i));
            }
        }
        return tables.stream().map(table -> !ONLY_USED.contains(table.name()) ? table : new Tables.Table(
                table.name(), table.columns(),
                table.rows().stream().filter(row -> used.contains(table.name() + row.get(0))).toList())).toList();
    }
}
