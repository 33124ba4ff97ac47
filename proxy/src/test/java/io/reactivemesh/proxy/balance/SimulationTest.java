package io.reactivemesh.proxy.balance;

import static io.reactivemesh.proxy.balance.FailureAccrual.Result.FAILURE;
import static io.reactivemesh.proxy.balance.FailureAccrual.Result.RATE_LIMITED;
import static io.reactivemesh.proxy.balance.FailureAccrual.Result.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.balance.FailureAccrual.Consecutive;
import io.reactivemesh.proxy.balance.FailureAccrual.Unified;
import io.reactivemesh.proxy.balance.Simulation.Answer;
import io.reactivemesh.proxy.balance.Simulation.Proxy;
import io.reactivemesh.proxy.balance.Simulation.Report;
import io.reactivemesh.proxy.balance.Simulation.Script;
import io.reactivemesh.proxy.balance.Simulation.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Balancing, breaking and retrying, raced against scripted servers. What came out is checked in as {@code simulation.md} and compared
 * with each run; after a change that is meant, {@code -Dmesh.simulation.record=true} writes it anew.
 */
class SimulationTest {

    private static final CheckedInTable RESULTS = new CheckedInTable("simulation.md");
    private static final Duration LENGTH = Duration.ofMinutes(1);
    private static final int RATE = 200;
    private static final long SEED = 7;

    private static final Script GOOD = _ -> Answer.of(10, SUCCESS);
    private static final Script SLOW = _ -> Answer.of(110, SUCCESS);
    private static final Script FAILING = _ -> Answer.of(1, FAILURE);
    private static final Script BUSY = _ -> new Answer(Duration.ofMillis(1), RATE_LIMITED, Duration.ofSeconds(30));
    private static final Script ILL_FOR_TEN_SECONDS =
            at -> at.toSeconds() < 10 ? Answer.of(1, FAILURE) : Answer.of(10, SUCCESS);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.5);
    private static final FailureAccrual SEVEN_IN_A_ROW = new Consecutive(7, BACKOFF);
    private static final FailureAccrual UNIFIED = new Unified(0.8, Duration.ofSeconds(10), 5, 7, BACKOFF, false);
    private static final FailureAccrual UNIFIED_POLITE = new Unified(0.8, Duration.ofSeconds(10), 5, 7, BACKOFF, true);
    private static final Balancer.Config PENALISING = new Balancer.Config(
            Balancer.Config.DEFAULT.defaultRtt(), Balancer.Config.DEFAULT.decay(), Balancer.Penalty.DEFAULT);
    private static final RetryBudget.Config BUDGET = new RetryBudget.Config(Duration.ofSeconds(10), 10, 0.2);

    private static Report run(Proxy proxy, Script odd) {
        return run(proxy, List.of(Server.of("a", GOOD), Server.of("b", GOOD), Server.of("odd", odd)));
    }

    private static Report run(Proxy proxy, List<Server> servers) {
        return new Simulation(SEED, proxy, servers).run(RATE, LENGTH);
    }

    private static List<Server> all(Script script) {
        return List.of(Server.of("a", script), Server.of("b", script), Server.of("odd", script));
    }

    @Test
    void anEndpointThatIs100MillisecondsSlowerGetsUnderFivePercent() {
        Report report = run(Proxy.PLAIN, SLOW);

        assertThat(report.requests()).isEqualTo(12_000);
        assertThat(report.share("odd")).isLessThan(0.05);
        assertThat(report.share("a")).isBetween(0.40, 0.60);
    }

    @Test
    void aShunnedEndpointIsTriedAgain() {
        List<Server> servers = List.of(Server.of("a", GOOD), Server.of("b", GOOD), Server.of("odd", SLOW));

        Report report = new Simulation(SEED, Proxy.PLAIN, servers).run(RATE, LENGTH.multipliedBy(2));

        assertThat(report.attempts.get("odd")).isGreaterThan(10);
    }

    @Test
    void withOneEndpointFailingOver95PercentSucceedAfterTheFirstSecond() {
        for (FailureAccrual accrual : List.of(SEVEN_IN_A_ROW, UNIFIED)) {
            Report report = run(Proxy.PLAIN.breaking(accrual), FAILING);

            assertThat(report.successAfterTheFirstSecond()).as("%s", accrual).isGreaterThan(0.95);
        }
        assertThat(run(Proxy.PLAIN, FAILING).successAfterTheFirstSecond())
                .as("without a breaker the endpoint that fails looks quick")
                .isLessThan(0.5);
    }

    @Test
    void penaltiesAloneKeepMostRequestsFromAFailingEndpoint() {
        assertThat(run(Proxy.PLAIN.balancing(PENALISING), FAILING).successAfterTheFirstSecond())
                .isGreaterThan(0.95);
    }

    @Test
    void budgetsBoundWhatRetriesAddToAnOutage() {
        Report unbounded = run(Proxy.PLAIN.retrying(3, null), all(FAILING));
        Report bounded = run(Proxy.PLAIN.retrying(3, BUDGET), all(FAILING));

        assertThat(unbounded.amplification()).isEqualTo(4);
        // A fifth of the requests, and ten a second of two hundred.
        assertThat(bounded.amplification()).isBetween(1.2, 1.2 + 0.05 + 0.01);
    }

    @Test
    void anEndpointThatHasRecoveredIsUsedAgain() {
        Report report = run(Proxy.PLAIN.breaking(SEVEN_IN_A_ROW), ILL_FOR_TEN_SECONDS);

        assertThat(report.share("odd")).isGreaterThan(0.2);
        assertThat(report.successAfterTheFirstSecond()).isGreaterThan(0.99);
    }

    @Test
    void aWeightIsAShareOfTheLoad() {
        List<Server> servers = List.of(
                new Server("a", Balancer.NEUTRAL_WEIGHT * 4, GOOD), Server.of("b", GOOD), Server.of("odd", GOOD));

        Report report = run(Proxy.PLAIN, servers);

        assertThat(report.share("a")).isGreaterThan(0.5);
        assertThat(report.share("b")).isGreaterThan(0.1);
    }

    @Test
    void equalEndpointsShareEqually() {
        Report report = run(Proxy.PLAIN, all(GOOD));

        assertThat(report.attempts.keySet())
                .allSatisfy(name -> assertThat(report.share(name)).isBetween(0.28, 0.39));
    }

    /** Recomputes every line of the table, to the digit. */
    @Test
    void resultsAreThoseCheckedIn() throws IOException {
        RESULTS.check(tables());
    }

    @Test
    void theReadmeShowsThem() throws IOException {
        RESULTS.checkReadme();
    }

    private static String tables() {
        StringBuilder out = new StringBuilder(1024);
        out.append("| three endpoints, the odd one | proxy | its share of attempts | success in the first second | "
                + "and after | attempts a request |\n| --- | --- | --- | --- | --- | --- |\n");
        row(out, "is like the others", "P2C, peak EWMA", run(Proxy.PLAIN, GOOD));
        row(out, "is 100 ms slower", "P2C, peak EWMA", run(Proxy.PLAIN, SLOW));
        row(out, "fails at once", "P2C, peak EWMA", run(Proxy.PLAIN, FAILING));
        row(out, "fails at once", "+ penalty", run(Proxy.PLAIN.balancing(PENALISING), FAILING));
        row(out, "fails at once", "+ 7 failures in a row", run(Proxy.PLAIN.breaking(SEVEN_IN_A_ROW), FAILING));
        row(out, "fails at once", "+ success rate 0.8", run(Proxy.PLAIN.breaking(UNIFIED), FAILING));
        row(
                out,
                "fails at once",
                "+ 7 in a row, 1 retry",
                run(Proxy.PLAIN.breaking(SEVEN_IN_A_ROW).retrying(1, null), FAILING));
        row(
                out,
                "fails for 10 s",
                "+ 7 failures in a row",
                run(Proxy.PLAIN.breaking(SEVEN_IN_A_ROW), ILL_FOR_TEN_SECONDS));
        row(out, "says 429, 30 s", "P2C, peak EWMA", run(Proxy.PLAIN, BUSY));
        row(out, "says 429, 30 s", "+ penalty, retry-after", run(Proxy.PLAIN.balancing(PENALISING), BUSY));
        row(out, "says 429, 30 s", "+ 7 failures in a row", run(Proxy.PLAIN.breaking(SEVEN_IN_A_ROW), BUSY));
        row(out, "says 429, 30 s", "+ success rate 0.8", run(Proxy.PLAIN.breaking(UNIFIED), BUSY));
        row(out, "says 429, 30 s", "+ the same, retry-after", run(Proxy.PLAIN.breaking(UNIFIED_POLITE), BUSY));
        row(out, "fails like all", "3 retries", run(Proxy.PLAIN.retrying(3, null), all(FAILING)));
        row(out, "fails like all", "3 retries, budget 0.2", run(Proxy.PLAIN.retrying(3, BUDGET), all(FAILING)));
        return out.toString();
    }

    private static void row(StringBuilder out, String odd, String proxy, Report report) {
        out.append(String.format(
                Locale.ROOT,
                "| %s | %s | %.2f %% | %.2f %% | %.2f %% | %.3f |%n",
                odd,
                proxy,
                100 * report.share("odd"),
                100 * report.successInTheFirstSecond(),
                100 * report.successAfterTheFirstSecond(),
                report.amplification()));
    }
}
