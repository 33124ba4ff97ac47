package io.reactivemesh.actors;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.port.EndpointSource.EndpointQuery;
import io.reactivemesh.discovery.port.ProfileSource.ProfileQuery;
import io.reactivemesh.discovery.port.Resolution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** A stream of answers, read as fast as it comes. */
public final class Watching<T> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Resolution<T>> seen = new ArrayList<>();
    private final UniqueKillSwitch killSwitch;

    private Watching(MeshNode node, Source<Resolution<T>, NotUsed> source) {
        this.killSwitch = source.viaMat(KillSwitches.single(), Keep.right())
                .to(Sink.foreach(this::add))
                .run(node.system());
    }

    public static Watching<EndpointSet> endpoints(MeshNode node, ServiceId service, int port) {
        return endpoints(node, service, port, Caller.UNKNOWN);
    }

    public static Watching<EndpointSet> endpoints(MeshNode node, ServiceId service, int port, Caller caller) {
        return new Watching<>(node, node.endpoints().endpoints(new EndpointQuery(service, port, null, caller)));
    }

    public static Watching<ServiceProfile> profile(MeshNode node, ProfileQuery query) {
        return new Watching<>(node, node.profiles().profile(query));
    }

    private synchronized void add(Resolution<T> resolution) {
        seen.add(resolution);
        notifyAll();
    }

    public synchronized List<Resolution<T>> seen() {
        return List.copyOf(seen);
    }

    /** Waits until the newest answer is such. */
    @CanIgnoreReturnValue
    public synchronized Resolution<T> await(Predicate<Resolution<T>> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (seen.isEmpty() || !wanted.test(seen.getLast())) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not seen in time; what was seen: " + seen);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted; what was seen: " + seen, e);
            }
        }
        return seen.getLast();
    }

    /** Waits until the newest answer is a set of exactly these addresses. */
    @CanIgnoreReturnValue
    public Resolution.Found<T> awaitAddresses(String... addresses) {
        Set<String> wanted = new TreeSet<>(List.of(addresses));
        return awaitFound(found -> addresses(found).equals(wanted));
    }

    /** Waits until something is found. */
    public Resolution.Found<T> awaitFound() {
        return awaitFound(_ -> true);
    }

    @CanIgnoreReturnValue
    public Resolution.Found<T> awaitFound(Predicate<Resolution.Found<T>> wanted) {
        Resolution<T> newest =
                await(resolution -> resolution instanceof Resolution.Found<T> found && wanted.test(found));
        return (Resolution.Found<T>) newest;
    }

    static Set<String> addresses(Resolution<?> resolution) {
        return resolution instanceof Resolution.Found<?>(EndpointSet set, var _)
                ? set.endpoints().keySet().stream()
                        .map(Address::toString)
                        .collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
    }

    @Override
    public void close() {
        killSwitch.shutdown();
    }
}
