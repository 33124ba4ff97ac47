package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.ProxyConfig;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ControlNameResolverTest {

    private static final InetSocketAddress POD = new InetSocketAddress("10.42.0.15", 8086);
    private static final InetSocketAddress OTHER = new InetSocketAddress("10.42.0.16", 8086);

    /** Answers what the test has put in; nothing put in = the name does not exist. */
    private final class FakeDns implements ControlDns {

        private CompletableFuture<Answer> services = CompletableFuture.failedFuture(new UnknownHostException("no SRV"));
        private CompletableFuture<Answer> addresses = CompletableFuture.failedFuture(new UnknownHostException("no A"));

        @Override
        public CompletionStage<Answer> services(String name) {
            asked.add("SRV " + name);
            return services;
        }

        @Override
        public CompletionStage<Answer> addresses(String name, int port) {
            asked.add("A " + name + ":" + port);
            return addresses;
        }
    }

    private record Due(Duration delay, Runnable task) {}

    private final List<String> asked = new ArrayList<>();
    private final List<String> observed = new ArrayList<>();
    private final List<Due> timers = new ArrayList<>();
    private final List<List<InetSocketAddress>> told = new ArrayList<>();
    private final FakeDns dns = new FakeDns();
    private final ControlNameResolver resolver = resolver(new ProxyConfig.Dns(null, null));

    private ControlNameResolver resolver(ProxyConfig.Dns bounds) {
        return new ControlNameResolver(
                new ControlAddress("dst.linkerd", 8086, null),
                dns,
                bounds::clamp,
                (delay, task) -> {
                    Due due = new Due(delay, task);
                    timers.add(due);
                    return () -> timers.remove(due);
                },
                (type, found) -> observed.add(type + " " + found));
    }

    private void start(ControlNameResolver started) {
        started.start(told::add);
    }

    private static CompletableFuture<ControlDns.Answer> answer(Duration ttl, InetSocketAddress... addresses) {
        return CompletableFuture.completedFuture(new ControlDns.Answer(List.of(addresses), ttl));
    }

    @Test
    void srvRecordsComeFirstAndTheirPortsCount() {
        dns.services = answer(Duration.ofSeconds(30), POD, OTHER);

        start(resolver);

        assertThat(told).containsExactly(List.of(POD, OTHER));
        assertThat(asked).containsExactly("SRV dst.linkerd");
        assertThat(observed).containsExactly("SRV true");
    }

    @Test
    void withoutSrvRecordsAddressesAreAskedForWithTheConfiguredPort() {
        dns.addresses = answer(Duration.ofSeconds(30), POD);

        start(resolver);

        assertThat(told).containsExactly(List.of(POD));
        assertThat(asked).containsExactly("SRV dst.linkerd", "A dst.linkerd:8086");
        assertThat(observed).containsExactly("SRV false", "A/AAAA true");
    }

    @Test
    void anExpiredAnswerIsAskedForAgain() {
        dns.services = answer(Duration.ofSeconds(30), POD);
        start(resolver);
        assertThat(timers).extracting(Due::delay).containsExactly(Duration.ofSeconds(30));

        dns.services = answer(Duration.ofSeconds(30), OTHER);
        timers.removeFirst().task().run();

        assertThat(told).containsExactly(List.of(POD), List.of(OTHER));
    }

    @Test
    void noAnswerIsAskedForMoreOftenThanEveryFiveSecondsByItself() {
        dns.services = answer(Duration.ZERO, POD);

        start(resolver);

        assertThat(timers).extracting(Due::delay).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void lifetimesAreBoundedByTheConfiguration() {
        dns.services = answer(Duration.ofSeconds(30), POD);
        start(resolver(new ProxyConfig.Dns(Duration.ofSeconds(60), null)));
        dns.services = answer(Duration.ofHours(1), POD);
        start(resolver(new ProxyConfig.Dns(null, Duration.ofSeconds(90))));

        assertThat(timers).extracting(Due::delay).containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(90));
    }

    @Test
    void aNameThatWasNeverFoundIsAskedForAgainByWhoeverWaits() {
        start(resolver);
        assertThat(told).isEmpty();
        assertThat(timers).isEmpty();

        dns.services = answer(Duration.ofSeconds(30), POD);
        resolver.refresh();

        assertThat(told).containsExactly(List.of(POD));
    }

    @Test
    void aNameThatIsNotFoundAnyMoreKeepsItsAddresses() {
        dns.services = answer(Duration.ofSeconds(30), POD);
        start(resolver);
        dns.services = CompletableFuture.failedFuture(new UnknownHostException("gone"));

        timers.removeFirst().task().run();

        assertThat(told).containsExactly(List.of(POD));
        assertThat(timers).extracting(Due::delay).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void aLostConnectionAsksAtOnceButNotTwice() {
        dns.services = answer(Duration.ofSeconds(30), POD);
        start(resolver);
        dns.services = new CompletableFuture<>();

        resolver.refresh();
        resolver.refresh();

        assertThat(asked).hasSize(2);
        assertThat(timers).isEmpty();
    }

    @Test
    void afterTheEndNothingIsTold() {
        dns.services = new CompletableFuture<>();
        start(resolver);

        resolver.close();
        dns.services.complete(new ControlDns.Answer(List.of(POD), Duration.ofSeconds(30)));

        assertThat(told).isEmpty();
    }
}
