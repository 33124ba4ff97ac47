package io.reactivemesh.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.balance.ConnectionSimulation.Pending;
import io.reactivemesh.proxy.balance.ConnectionSimulation.Report;
import io.reactivemesh.proxy.balance.ConnectionSimulation.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Balancing of connections, raced as requests are in {@link SimulationTest}; {@code connections.md} is what came out. */
class ConnectionSimulationTest {

    private static final CheckedInTable RESULTS = new CheckedInTable("connections.md");
    private static final long SEED = 7;
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final Duration SELDOM = Duration.ofSeconds(5);
    private static final Duration NEAR = Duration.ofNanos(300_000);
    private static final Duration FAR = Duration.ofMillis(100);
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Balancer.Config LOAD = Balancer.Config.DEFAULT.above(Duration.ofMillis(1));

    private static final Server ALIKE = Server.of("odd", NEAR, SHORT);
    private static final Server SLOW = Server.of("odd", FAR, SHORT);
    private static final Server KEEPING = Server.of("odd", NEAR, LONG);
    private static final Server LATE = new Server("odd", Balancer.NEUTRAL_WEIGHT, NEAR, SHORT, LENGTH.dividedBy(2));
    private static final Server TWICE = new Server("odd", 2 * Balancer.NEUTRAL_WEIGHT, NEAR, SHORT, Duration.ZERO);

    private static Report run(Pending pending, Duration interval, Server odd, Duration others) {
        List<Server> servers = List.of(Server.of("a", NEAR, others), Server.of("b", NEAR, others), odd);
        Balancer.Config load = pending == Pending.OPEN ? LOAD : Balancer.Config.DEFAULT;
        return new ConnectionSimulation(SEED, load, pending, servers).run(interval, LENGTH);
    }

    private static Report run(Pending pending, Server odd) {
        return run(pending, OFTEN, odd, SHORT);
    }

    @Test
    void equalEndpointsHaveEquallyManyConnections() {
        assertThat(run(Pending.OPEN, ALIKE).openAgainstOthers("odd")).isBetween(0.95, 1.05);
    }

    @Test
    void theyHaveAlsoWhenConnectionsAreRare() {
        Server odd = Server.of("odd", NEAR, LONG);

        assertThat(run(Pending.OPEN, SELDOM, odd, LONG).openAgainstOthers("odd"))
                .isBetween(0.9, 1.1);
    }

    @Test
    void anEndpointThatKeepsItsConnectionsGetsFewer() {
        Report report = run(Pending.OPEN, KEEPING);

        assertThat(report.openAgainstOthers("odd")).isBetween(0.8, 1.3);
        assertThat(report.share("odd")).isLessThan(0.1);
        assertThat(run(Pending.CONNECTING, KEEPING).openAgainstOthers("odd"))
                .as("where open connections do not count")
                .isGreaterThan(5);
    }

    @Test
    void anEndpointThatIsSlowToConnectGetsUnderFivePercent() {
        assertThat(run(Pending.OPEN, SLOW).share("odd")).isLessThan(0.05);
    }

    @Test
    void anEndpointThatJoinsGetsItsShareOfWhatIsOpen() {
        assertThat(run(Pending.OPEN, LATE).openAgainstOthers("odd")).isBetween(0.8, 1.0);
    }

    @Test
    void twiceTheWeightIsTwiceTheConnections() {
        assertThat(run(Pending.OPEN, TWICE).openAgainstOthers("odd")).isBetween(1.8, 2.2);
    }

    /** Recomputes every line of the table, to the digit. */
    @Test
    void resultsAreThoseCheckedIn() throws IOException {
        RESULTS.check(table());
    }

    @Test
    void theReadmeShowsThem() throws IOException {
        RESULTS.checkReadme();
    }

    private static String table() {
        StringBuilder out = new StringBuilder(1024);
        out.append("""
                | three endpoints, the odd one | pending are | its share of new connections | its open ones, of the others' |
                | --- | --- | --- | --- |
                """);
        for (Pending pending : Pending.values()) {
            row(out, "is like the others", pending, run(pending, ALIKE));
            row(out, "is like the others; one in 5 s", pending, run(pending, SELDOM, KEEPING, LONG));
            row(out, "takes 100 ms to connect", pending, run(pending, SLOW));
            row(out, "has connections that last 10 times as long", pending, run(pending, KEEPING));
            row(out, "joins after five minutes of ten", pending, run(pending, LATE));
            row(out, "has twice the weight", pending, run(pending, TWICE));
        }
        return out.toString();
    }

    private static void row(StringBuilder out, String odd, Pending pending, Report report) {
        out.append(String.format(
                Locale.ROOT,
                "| %s | %s | %.2f %% | %.2f |%n",
                odd,
                pending == Pending.OPEN ? "connecting or open" : "connecting",
                100 * report.share("odd"),
                report.openAgainstOthers("odd")));
    }
}
