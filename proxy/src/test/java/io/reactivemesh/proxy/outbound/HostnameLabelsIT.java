package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.Policies.detect;
import static io.reactivemesh.proxy.testing.Policies.route;
import static io.reactivemesh.proxy.testing.Policies.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RoutableAddress;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Case 185: the meters of a route tell the names of hosts apart where that is wanted. */
class HostnameLabelsIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final String STATUSES = "outbound_http_route_request_statuses_total";
    private static final String DURATIONS = "outbound_http_route_request_duration_seconds_count";

    private final ScriptedServer web =
            ScriptedServer.answeringOn(RoutableAddress.find(), "HTTP/1.1 200 OK~content-length: 0~~");

    @AfterEach
    void stop() {
        web.close();
    }

    /** Three requests of one redirected connection, whose hosts are two names and an address. */
    private RunningProxy asked(String setting) {
        FakeDiscovery discovery = new FakeDiscovery()
                .policy("10.1.2.3:80", detect(route("default", to(WEB))))
                .endpoints(WEB, web.address());
        RunningProxy proxy = RunningProxy.start(
                        discovery, Map.of("LINKERD2_PROXY_OUTBOUND_METRICS_HOSTNAME_LABELS", setting))
                .redirect(new InetSocketAddress("10.1.2.3", 80));
        try (Wire client = proxy.outbound()) {
            for (String host : new String[] {"a.example.com:80", "A.example.com", "b.example.com", "10.1.2.3"}) {
                client.send("GET / HTTP/1.1~Host: " + host + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }
        }
        return proxy;
    }

    @Test
    void namesAreToldApartAndAddressesAreNot() {
        try (RunningProxy proxy = asked("true")) {
            RunningProxy.eventually("all counted", () -> proxy.metric(STATUSES) == 4);

            for (String family : new String[] {STATUSES, DURATIONS}) {
                assertThat(proxy.metric(family, "hostname=\"a.example.com\"")).isEqualTo(2);
                assertThat(proxy.metric(family, "hostname=\"b.example.com\"")).isEqualTo(1);
                assertThat(proxy.metric(family, "hostname=\"\"")).isEqualTo(1);
            }
        }
    }

    @Test
    void withoutItAllRequestsAreOneSeries() {
        try (RunningProxy proxy = asked("false")) {
            RunningProxy.eventually("all counted", () -> proxy.metric(STATUSES) == 4);

            assertThat(proxy.metric(STATUSES, "hostname=\"\"")).isEqualTo(4);
        }
    }
}
