package io.reactivemesh.ops.bench;

import io.reactivemesh.ops.bench.Watch.Kind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.locks.LockSupport;

/** Waits until a server that is told of the objects by somebody else has heard of them all. */
final class Arrival {
    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int STREAMS_PER_CONNECTION = 50;

    private Arrival() {}

    /**
     * Blocks until the server has endpoints for every Service.
     *
     * @throws BenchFailure when it has not in time, with what it last said
     */
    static void await(InetSocketAddress server, DiscoveryObjects objects, int services, Duration atMost)
            throws InterruptedException {
        DiscoveryWork each = new DiscoveryWork(
                services, (services + STREAMS_PER_CONNECTION - 1) / STREAMS_PER_CONNECTION, services, 1, 1, 2, 1);
        long deadline = System.nanoTime() + atMost.toNanos();
        String said = "nothing";
        while (System.nanoTime() < deadline) {
            try (WatchClient client = new WatchClient(each)) {
                Expectation endpoints = client.open(server, objects, EnumSet.of(Kind.ADD));
                if (endpoints.await(ATTEMPT)) {
                    return;
                }
                said = "no endpoints for " + endpoints.outstanding() + " Services";
            } catch (BenchFailure e) {
                said = String.valueOf(e.getMessage());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new BenchFailure("the server at " + server + " does not know all " + services + " Services after "
                + atMost.toSeconds() + " s: " + said);
    }
}
