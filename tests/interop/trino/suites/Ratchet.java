import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The counts of a suite that may only get better: statements answered as Trino does, and what must not happen. */
record Ratchet(String suite, long same, long wrong) {
    static final String HEAD = "# suite, statements with the same answer (never fewer), statements with a wrong one or an untrue error (never more)";

    static List<Ratchet> counted(Collection<Compare.Judged> judged) {
        var bySuite = judged.stream().collect(Collectors.groupingBy(Compare.Judged::suite, TreeMap::new, Collectors.toList()));
        return bySuite.entrySet().stream().map(entry -> new Ratchet(
                entry.getKey(),
                entry.getValue().stream().filter(one -> one.verdict() == Compare.Verdict.SAME).count(),
                entry.getValue().stream().filter(one -> one.verdict().isWrong()).count())).toList();
    }

    static List<String> lines(Collection<Compare.Judged> judged) {
        var lines = new ArrayList<>(List.of(HEAD));
        counted(judged).forEach(count -> lines.add(count.suite + " " + count.same + " " + count.wrong));
        return lines;
    }

    static List<String> complaints(List<String> lines, Collection<Compare.Judged> judged) {
        var now = counted(judged).stream().collect(Collectors.toMap(Ratchet::suite, count -> count));
        // A busy machine is no reason to complain: what took Trino too long has no answer to be the same as.
        Map<String, Long> slow = judged.stream().filter(one -> one.reason().equals(Record.TOO_LONG))
                .collect(Collectors.groupingBy(Compare.Judged::suite, Collectors.counting()));
        var complaints = new ArrayList<String>();
        for (String line : lines) {
            if (line.startsWith("#")) continue;
            var parts = line.split(" ");
            long same = Long.parseLong(parts[1]), wrong = Long.parseLong(parts[2]);
            var count = now.getOrDefault(parts[0], new Ratchet(parts[0], 0, 0));
            if (count.same + slow.getOrDefault(parts[0], 0L) < same) {
                complaints.add("FAILED: %s: %d statements have Trino's answer, %d had".formatted(parts[0], count.same, same));
            }
            if (count.wrong > wrong) {
                complaints.add("FAILED: %s: %d answers are wrong or errors untrue, %d were".formatted(parts[0], count.wrong, wrong));
            }
        }
        return complaints;
    }
}
