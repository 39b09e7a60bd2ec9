import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import io.trino.plugin.tpch.TpchConnectorFactory;
import io.trino.testing.AbstractTestAggregations;
import io.trino.testing.AbstractTestEngineOnlyQueries;
import io.trino.testing.AbstractTestJoinQueries;
import io.trino.testing.AbstractTestOrderByQueries;
import io.trino.testing.AbstractTestQueries;
import io.trino.testing.AbstractTestWindowQueries;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.QueryRunner;
import io.trino.testing.TestingSession;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Trino's tests that are Java, run by JUnit for their statements. */
public class OwnTests implements TestExecutionListener {
    /** The tests of a whole engine, over the tables of TPC-H. */
    static final Map<String, Class<?>> OF_ENGINES = new TreeMap<>(Map.of(
            "aggregations", Aggregations.class,
            "joins", Joins.class,
            "windows", Windows.class,
            "orderby", OrderBy.class,
            "queries", Queries.class,
            "engine-only", EngineOnly.class));

    /** The unit tests, by package. */
    static final Map<String, String> UNITS = new TreeMap<>(Map.of(
            "unit-query", "io.trino.sql.query",
            "unit-scalar", "io.trino.operator.scalar",
            "unit-type", "io.trino.type"));

    /** Runs one test method of {@code thinned}, always the same ones. */
    static void run(int thinned) {
        OF_ENGINES.forEach((suite, test) -> run(suite, selectClass(test), thinned));
        UNITS.forEach((suite, of) -> run(suite, selectPackage(of), thinned));
        Recorder.suite = "";
    }

    static void run(String suite, DiscoverySelector selector, int thinned) {
        Recorder.suite = suite;
        PostDiscoveryFilter some = test -> FilterResult.includedIf(
                !(test.getSource().orElse(null) instanceof MethodSource method)
                        || Math.floorMod(name(method).hashCode(), thinned) == 0);
        var request = LauncherDiscoveryRequestBuilder.request().selectors(selector)
                // Not the benchmarks, which have no tests but classes inside.
                .filters(includeClassNamePatterns(".*\\.Test\\w+", "OwnTests.*"), some)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .build();
        LauncherFactory.create().execute(request, new OwnTests());
    }

    static String name(MethodSource method) {
        return method.getClassName() + "." + method.getMethodName();
    }

    /** In the thread of the test. */
    @Override
    public void executionStarted(TestIdentifier started) {
        started.getSource().ifPresent(source -> {
            String name = source instanceof ClassSource of ? of.getClassName()
                    : source instanceof MethodSource of ? of.getClassName() : "";
            Recorder.TEST.set(name.replaceAll(".*[.$]", ""));
            Recorder.COUNT.set(0);
        });
    }

    /** What fails is about the runner here, and its statements up to there are recorded. */
    @Override
    public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
        result.getThrowable().ifPresent(failure -> Recorder.failed(finished.getUniqueId(), failure));
    }

    static QueryRunner tpch() {
        var runner = LocalQueryRunner.create(TestingSession.testSessionBuilder().setCatalog("tpch").setSchema("tiny").build());
        runner.createCatalog("tpch", new TpchConnectorFactory(1), Map.of());
        return runner;
    }

    public static class Aggregations extends AbstractTestAggregations {
        @Override
        protected QueryRunner createQueryRunner() {
            return tpch();
        }
    }

    public static class Joins extends AbstractTestJoinQueries {
        @Override
        protected QueryRunner createQueryRunner() {
            return tpch();
        }
    }

    public static class Windows extends AbstractTestWindowQueries {
        @Override
        protected QueryRunner createQueryRunner() {
            return tpch();
        }
    }

    public static class OrderBy extends AbstractTestOrderByQueries {
        @Override
        protected QueryRunner createQueryRunner() {
            return tpch();
        }
    }

    public static class Queries extends AbstractTestQueries {
        @Override
        protected QueryRunner createQueryRunner() {
            return tpch();
        }
    }

    public static class EngineOnly extends AbstractTestEngineOnlyQueries {
        @Override
        protected QueryRunner createQueryRunner() {
            return tpch();
        }
    }
}
