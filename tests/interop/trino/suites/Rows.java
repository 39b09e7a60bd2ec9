import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows of texts, compared as the values that they spell. */
class Rows {
    static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
    /** The order of additions is in the last digits of a sum. */
    static final double OF_DOUBLES = 1e-9;
    /** Java 17 prints more digits of a real than it has. */
    static final double OF_REALS = 1e-6;

    /** What is not the same, or "". In order, where the statement asks for one. */
    static String difference(List<String> types, List<List<String>> trino, List<List<String>> ours, boolean ordered) {
        if (trino.size() != ours.size()) return trino.size() + " rows in Trino, " + ours.size() + " here";
        if (same(types, trino, ours)) return "";
        // Equal rows go away first: the rest is small, or everything is wrong.
        var left = new ArrayList<List<String>>();
        var known = new HashMap<List<String>, Integer>();
        for (var row : ours) known.merge(row, 1, Integer::sum);
        for (var row : trino) {
            if (known.merge(row, -1, Integer::sum) < 0) left.add(row);
        }
        var unmatched = new ArrayList<List<String>>();
        for (var row : ours.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList()) {
            if (known.getOrDefault(row, 0) > 0) {
                known.merge(row, -1, Integer::sum);
                unmatched.add(row);
            }
        }
        for (var row : unmatched.size() > 3000 ? List.<List<String>>of() : unmatched) {
            left.stream().filter(other -> sameRow(types, other, row)).findFirst().ifPresent(left::remove);
        }
        if (left.isEmpty()) return ordered ? OTHER_ORDER : "";
        return "Trino has " + some(left) + ", here " + some(unmatched);
    }

    static final String OTHER_ORDER = "the same rows in another order";

    static String some(List<List<String>> rows) {
        return rows.stream().limit(3).map(List::toString).collect(Collectors.joining(" ")) + (rows.size() > 3 ? " …" : "");
    }

    static boolean same(List<String> types, List<List<String>> a, List<List<String>> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!sameRow(types, a.get(i), b.get(i))) return false;
        }
        return true;
    }

    static boolean sameRow(List<String> types, List<String> a, List<String> b) {
        if (a.size() != b.size()) return false;
        for (int i = 0; i < a.size(); i++) {
            if (!same(types.get(i), a.get(i), b.get(i))) return false;
        }
        return true;
    }

    static boolean same(String type, String a, String b) {
        if (a == null || b == null) return a == b;
        if (a.equals(b)) return true;
        if (type.contains("map(") && Arrays.equals(pieces(a), pieces(b))) return true;
        double within = type.contains("real") ? OF_REALS : type.contains("double") ? OF_DOUBLES : 0;
        if (within == 0 || !Arrays.equals(NUMBER.split(a), NUMBER.split(b))) return false;
        var ours = NUMBER.matcher(b);
        return NUMBER.matcher(a).results().allMatch(found -> ours.find() && near(found.group(), ours.group(), within));
    }

    /** A map has no order: Trino prints it in that of Java's HashMap. */
    static String[] pieces(String value) {
        return Stream.of(value.split("(?<=[{\\[])|(?=[}\\]])|, ")).sorted().toArray(String[]::new);
    }

    static boolean near(String a, String b, double within) {
        double x = Double.parseDouble(a), y = Double.parseDouble(b);
        return x == y || Math.abs(x - y) <= within * Math.max(Math.abs(x), Math.abs(y));
    }
}
