import static net.bytebuddy.matcher.ElementMatchers.isSynthetic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.NamedElement;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;

/** Writes down the statements that Trino's own tests run, while JUnit runs them. */
public class Recorder {
    /** A statement, and the class of the test that runs it. */
    record Recorded(String suite, String test, String sql) {}

    static final Set<Recorded> STATEMENTS = new LinkedHashSet<>();

    /** What runs, for what is recorded next. */
    static volatile String suite = "";
    static final ThreadLocal<String> TEST = ThreadLocal.withInitial(() -> "");

    /** Some tests try an operator on thousands of pairs of values: so many are enough of each. */
    static final int OF_A_TEST = 100;
    static final ThreadLocal<Integer> COUNT = ThreadLocal.withInitial(() -> 0);

    /** Ends a test. */
    public static class Enough extends RuntimeException {}

    /** The tests that failed, for whoever looks for their statements. */
    static final List<String> FAILED = new ArrayList<>();

    static synchronized void failed(String id, Throwable failure) {
        if (!(failure instanceof Enough)) FAILED.add(id + ": " + failure);
    }

    /** The tests of expressions run each statement with this, which keeps it from the optimizer, and without. */
    public static final String UNFOLDED = "WHERE rand() >= 0\n";
    /** How they wrap an expression. */
    static final Pattern WRAPPED = Pattern.compile("(?s)VALUES ROW\\((.*)\\)");
    static final Pattern BOUND = Pattern.compile("(?s)SELECT (.*)\nFROM \\(\n\\s+VALUES ROW\\((.*)\\)\n\\) t\\((.*)\\)\n");

    /** How the tests of operators call them. */
    static final Pattern OPERATOR = Pattern.compile("\"\\$operator\\$(\\w+)\"\\((\\w+)(?:,(\\w+))?\\)");
    static final Map<String, String> OPERATORS = Map.ofEntries(
            Map.entry("ADD", "%s + %s"),
            Map.entry("SUBTRACT", "%s - %s"),
            Map.entry("MULTIPLY", "%s * %s"),
            Map.entry("DIVIDE", "%s / %s"),
            Map.entry("MODULUS", "%s %% %s"),
            Map.entry("NEGATION", "-%s"),
            Map.entry("EQUAL", "%s = %s"),
            Map.entry("IS_DISTINCT_FROM", "%s IS DISTINCT FROM %s"),
            Map.entry("LESS_THAN", "%s < %s"),
            Map.entry("LESS_THAN_OR_EQUAL", "%s <= %s"));

    /** Called from the classes below, which are inlined into Trino's. */
    public static synchronized void record(String sql) {
        if (suite.isEmpty()) return;
        STATEMENTS.add(new Recorded(suite, TEST.get(), plain(sql)));
    }

    /** An expression in the way in which people write it: how the tests wrap it is not what they test. */
    static String plain(String sql) {
        var wrapped = WRAPPED.matcher(sql);
        if (wrapped.matches()) return "SELECT " + wrapped.group(1);
        var bound = BOUND.matcher(sql);
        if (!bound.matches()) return sql.strip();
        String expression = OPERATOR.matcher(bound.group(1)).replaceAll(found -> {
            String written = OPERATORS.get(found.group(1));
            return Matcher.quoteReplacement(written == null ? found.group() : written.formatted(found.group(2), found.group(3)));
        });
        return "SELECT " + expression + " FROM (VALUES (" + bound.group(2) + ")) t(" + bound.group(3) + ")";
    }

    /** Everything that the local runner runs, but the second time of an expression. */
    public static class Executed {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static Object enter(@Advice.Argument(value = 1, readOnly = false) String sql) {
            boolean first = sql.endsWith(UNFOLDED);
            // What the optimizer can compute takes a tenth of the time.
            if (first) sql = sql.substring(0, sql.length() - UNFOLDED.length());
            return begin(sql, first);
        }

        @Advice.OnMethodExit
        static void exit(
                @Advice.Enter Object known,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
            returned = known == null ? end(returned) : known;
        }
    }

    /** The expression that runs next, and then its result. */
    static final ThreadLocal<String> FIRST = new ThreadLocal<>();
    static final ThreadLocal<Object> RESULT = new ThreadLocal<>();

    /** Records a statement, and gives its result where it is known. */
    public static Object begin(String sql, boolean first) {
        if (!first && sql.equals(FIRST.get()) && RESULT.get() != null) return RESULT.get();
        COUNT.set(COUNT.get() + 1);
        if (suite.startsWith("unit-") && COUNT.get() > OF_A_TEST) throw new Enough();
        record(sql);
        FIRST.set(first ? sql : null);
        RESULT.set(null);
        return null;
    }

    public static Object end(Object result) {
        RESULT.set(result);
        return result;
    }

    /** The rows that a test expects are a query, too: it is not run, and nothing is compared. */
    public static class Expected {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }

        @Advice.OnMethodExit
        static void exit(
                @Advice.This Object self,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
            returned = self;
        }
    }

    /** An assertion about a statement is the statement: it would run in two databases, and a failure would hide what follows. */
    public static class Asserted {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.AllArguments Object[] arguments) {
            for (Object argument : arguments) {
                if (argument instanceof String sql) {
                    record(sql);
                    return true;
                }
            }
            return true;
        }
    }

    static void install() {
        String assertions = "io.trino.sql.query.QueryAssertions";
        var own = not(isSynthetic());
        AgentBuilder agent = new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION);
        agent = inlined(agent, Executed.class, namedOneOf("io.trino.testing.LocalQueryRunner"), named("executeInternal"));
        agent = inlined(agent, Expected.class,
                namedOneOf(assertions + "$QueryAssert", assertions + "$ExpressionAssert"),
                namedOneOf("matches", "containsAll").and(takesArguments(1)).and(own));
        agent = inlined(agent, Asserted.class,
                namedOneOf(assertions, "io.trino.testing.AbstractTestQueryFramework"),
                nameStartsWith("assertQuery").or(nameStartsWith("assertUpdate")).and(returns(void.class)).and(own));
        agent.installOn(ByteBuddyAgent.install());
    }

    static AgentBuilder inlined(
            AgentBuilder agent, Class<?> advice,
            ElementMatcher.Junction<NamedElement> types, ElementMatcher.Junction<? super MethodDescription> methods) {
        return agent.type(types).transform(
                (builder, type, loader, module, domain) -> builder.visit(Advice.to(advice).on(methods)));
    }
}
