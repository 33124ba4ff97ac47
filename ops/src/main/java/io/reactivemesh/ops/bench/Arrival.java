package io.reactivemesh.ops.bench;

import io.reactivemesh.ops.bench.Watch.Kind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When a server that is told of the objects by somebody else had endpoints for them, by {@link System#nanoTime}.
 *
 * @param first for one of the Services
 * @param all for each
 */
record Arrival(long first, long all) {
    private static final int STREAMS_PER_CONNECTION = 50;

    /**
     * Watches every Service until the server has endpoints for all of them; opens its streams again as often as it takes. Blocks.
     *
     * @throws BenchFailure when that is not in time, with what the server last said
     */
    static Arrival await(InetSocketAddress server, DiscoveryObjects objects, int services, Duration atMost)
            throws InterruptedException {
        DiscoveryWork each = new DiscoveryWork(
                services, (services + STREAMS_PER_CONNECTION - 1) / STREAMS_PER_CONNECTION, services, 1, 1, 2, 1);
        long deadline = System.nanoTime() + atMost.toNanos();
        long first = Long.MAX_VALUE;
        String said = "nothing";
        while (System.nanoTime() < deadline) {
            try (WatchClient client = new WatchClient(each)) {
                Expectation endpoints = client.open(server, objects, EnumSet.of(Kind.ADD));
                try {
                    boolean all = endpoints.await(Duration.ofNanos(deadline - System.nanoTime()));
                    first = Math.min(first, endpoints.firstAt());
                    if (all) {
                        return new Arrival(first, endpoints.lastAt());
                    }
                    said = "no endpoints for " + endpoints.outstanding() + " Services";
                } catch (BenchFailure e) {
                    first = Math.min(first, endpoints.firstAt());
                    throw e;
                }
            } catch (BenchFailure e) {
                said = String.valueOf(e.getMessage());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        throw new BenchFailure("the server at " + server + " does not know all " + services + " Services after "
                + atMost.toSeconds() + " s: " + said);
    }
}
