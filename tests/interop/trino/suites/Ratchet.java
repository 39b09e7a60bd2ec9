import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The counts of a suite that may only get better. */
record Ratchet(String suite, List<Long> counts) {
    /** A count: of statements that ended in one of these ways. The first may not fall, the others may not rise. */
    record Kind(String title, Set<Compare.Verdict> verdicts) {
        long count(Collection<Compare.Judged> judged) {
            return judged.stream().filter(one -> verdicts.contains(one.verdict())).count();
        }
    }

    static final List<Kind> KINDS = List.of(
            new Kind("same", EnumSet.of(Compare.Verdict.SAME)),
            new Kind("different", EnumSet.of(Compare.Verdict.DIFFERENT, Compare.Verdict.ORDER, Compare.Verdict.ANSWERED)),
            new Kind("untrue-errors", EnumSet.of(
                    Compare.Verdict.PARSE, Compare.Verdict.WRONG, Compare.Verdict.INTERNAL, Compare.Verdict.FAIL_INTERNALLY)),
            new Kind("ended", EnumSet.of(Compare.Verdict.ENDED)));

    static final String HEAD = "# suite " + KINDS.stream().map(Kind::title).collect(Collectors.joining(" "))
            + ": see README.md. The first count may not fall, the others may not rise.";

    static List<Ratchet> counted(Collection<Compare.Judged> judged) {
        var bySuite = judged.stream().collect(Collectors.groupingBy(Compare.Judged::suite, TreeMap::new, Collectors.toList()));
        return bySuite.entrySet().stream().map(entry -> new Ratchet(
                entry.getKey(), KINDS.stream().map(kind -> kind.count(entry.getValue())).toList())).toList();
    }

    static List<String> lines(Collection<Compare.Judged> judged) {
        var lines = new ArrayList<>(List.of(HEAD));
        counted(judged).forEach(now -> lines.add(
                now.suite + now.counts.stream().map(count -> " " + count).collect(Collectors.joining())));
        return lines;
    }

    static List<String> complaints(List<String> lines, Collection<Compare.Judged> judged) {
        var now = counted(judged).stream().collect(Collectors.toMap(Ratchet::suite, Ratchet::counts));
        // A busy machine is no reason to complain: what took Trino too long has no answer to be the same as.
        Map<String, Long> slow = judged.stream().filter(one -> one.reason().equals(Record.TOO_LONG))
                .collect(Collectors.groupingBy(Compare.Judged::suite, Collectors.counting()));
        var complaints = new ArrayList<String>();
        for (String line : lines) {
            if (line.startsWith("#")) continue;
            String suite = line.split(" ")[0];
            var before = Arrays.stream(line.split(" ")).skip(1).map(Long::valueOf).toList();
            var counts = now.getOrDefault(suite, List.of(0L, 0L, 0L, 0L));
            for (int i = 0; i < KINDS.size(); i++) {
                boolean isWorse = i == 0
                        ? counts.get(0) + slow.getOrDefault(suite, 0L) < before.get(0)
                        : counts.get(i) > before.get(i);
                if (!isWorse) continue;
                complaints.add("FAILED: %s: %d %s, were %d".formatted(suite, counts.get(i), KINDS.get(i).title, before.get(i)));
            }
        }
        return complaints;
    }
}
