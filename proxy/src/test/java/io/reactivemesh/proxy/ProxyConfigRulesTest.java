package io.reactivemesh.proxy;

import static io.reactivemesh.proxy.EnvironmentFixture.environment;
import static io.reactivemesh.proxy.EnvironmentFixture.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Policy;
import io.reactivemesh.proxy.ProxyConfig.StreamLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyConfigRulesTest {

    @ParameterizedTest
    @CsvSource({"5s,5000", "500ms,500", "0,0", "' 2m ',120000", "1h,3600000", "1d,86400000"})
    void durationsHaveAUnit(String text, long millis) {
        assertThat(parse("OUTBOUND_CONNECT_TIMEOUT", text).outbound().connectTimeout())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "OUTBOUND_CONNECT_TIMEOUT,5",
        "OUTBOUND_CONNECT_TIMEOUT,1.5s",
        "OUTBOUND_CONNECT_TIMEOUT,5 s",
        "OUTBOUND_CONNECT_TIMEOUT,-1s",
        "OUTBOUND_CONNECT_TIMEOUT,''",
        "INBOUND_PORTS,9-8",
        "INBOUND_PORTS,10-",
        "INBOUND_PORTS,-10",
        "INBOUND_PORTS,70000",
        "INGRESS_MODE,yes",
        "OUTBOUND_MAX_IN_FLIGHT,0x10",
        "OUTBOUND_LISTEN_ADDR,localhost:4140",
        "OUTBOUND_LISTEN_ADDR,127.0.0.1",
        "OUTBOUND_LISTEN_ADDRS,'127.0.0.1:1,127.0.0.1:2,127.0.0.1:3'",
        "INBOUND_IPS,10.0.0",
        "POLICY_CLUSTER_NETWORKS,10.0.0.0/33",
        "DESTINATION_PROFILE_SUFFIXES,a..b",
        "DESTINATION_SVC_ADDR,localhost.",
        "INBOUND_DEFAULT_POLICY,maybe",
        "INBOUND_DEFAULT_POLICY,cluster-authenticated",
        "INBOUND_DEFAULT_POLICY,audit",
        "INBOUND_METRICS_AUTHORITY_LABELS,safe",
        "LOG_FORMAT,XML",
        "ACCESS_LOG,clf",
        "IDENTITY_DISABLED,true",
        "TAP_SVC_NAME,1.2.3.4",
        "OUTBOUND_CONNECT_EXP_BACKOFF_MIN,1s",
        "OUTBOUND_CONNECT_EXP_BACKOFF_MAX,1s",
        "OUTBOUND_CONNECT_EXP_BACKOFF_JITTER,0.5",
        "MESH_PROXY_INBOUND_BINDINGS,127.0.0.1:80",
        "MESH_PROXY_IDENTITY_DISABLED,1"
    })
    void whatBreaksARuleIsRefusedByName(String name, String text) {
        assertThatThrownBy(() -> parse(name, text))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageStartingWith("Invalid configuration: ")
                .hasMessageContaining(name);
    }

    @Test
    void everyMistakeIsReported() {
        assertThatThrownBy(() -> parse("INGRESS_MODE", "x", "OUTBOUND_DETECT_TIMEOUT", "7", "INBOUND_IPS", "x"))
                .isInstanceOfSatisfying(
                        InvalidConfiguration.class,
                        e -> assertThat(e.problems())
                                .hasSize(3)
                                .contains("LINKERD2_PROXY_OUTBOUND_DETECT_TIMEOUT: '7' (expected: a whole number and a"
                                        + " unit: ms, s, m, h or d)"));
    }

    @Test
    void theDestinationAddressIsMandatory() {
        assertThatThrownBy(() -> ProxyConfig.parse(Map.of(), 1)).hasMessageContaining("DESTINATION_SVC_ADDR: not set");
    }

    @Test
    void portSetsTolerateBlanks() {
        assertThat(PortSet.parse("80,8000-8002, ,443").stream()).containsExactly(80, 443, 8000, 8001, 8002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost.:8086", "127.0.0.1:8086", "[::1]:8086", "127.9.9.9:1"})
    void aLoopbackServiceNeedsNoName(String address) {
        ControlAddress parsed =
                parse("DESTINATION_SVC_ADDR", address).destinations().address();

        assertThat(parsed.loopback()).isTrue();
        assertThat(parsed).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8086", "linkerd-dst.linkerd.svc.cluster.local.:8086", "10.0.0.1:8086"})
    void anyOtherServiceNeedsAName(String address) {
        assertThatThrownBy(() -> parse("DESTINATION_SVC_ADDR", address))
                .hasMessageContaining("DESTINATION_SVC_NAME: not set");

        assertThat(parse("DESTINATION_SVC_ADDR", address, "DESTINATION_SVC_NAME", "dst.id")
                        .destinations()
                        .address()
                        .name())
                .isEqualTo("dst.id");
    }

    @Test
    void policyTakesAnAddressAndAWorkload() {
        assertThat(parse("POLICY_SVC_ADDR", "localhost.:8090", "POLICY_WORKLOAD", "{}")
                        .policy())
                .isEqualTo(new Policy(new ControlAddress("localhost.", 8090, null), "{}"));
        assertThat(parse().policy()).isNull();
        assertThatThrownBy(() -> parse("POLICY_SVC_ADDR", "localhost.:8090")).hasMessageContaining("POLICY_WORKLOAD");
    }

    @Test
    void clusterPoliciesComeWithNetworks() {
        ProxyConfig config =
                parse("INBOUND_DEFAULT_POLICY", "cluster-authenticated", "POLICY_CLUSTER_NETWORKS", "10.0.0.0/8");

        assertThat(config.inboundPolicy().defaultPolicy().text()).isEqualTo("cluster-authenticated");
    }

    @Test
    void anUnsetDefaultPolicyIsWarnedOf() {
        assertThat(parse().warnings()).anyMatch(each -> each.contains("INBOUND_DEFAULT_POLICY"));
    }

    @Test
    void streamLimitsAreOrderedUnlessTheServiceIsOnLoopback() {
        String[] reversed = {"CONTROL_STREAM_INITIAL_TIMEOUT", "5m", "CONTROL_STREAM_IDLE_TIMEOUT", "3s"};
        String[] remote = {
            "CONTROL_STREAM_INITIAL_TIMEOUT", "5m", "CONTROL_STREAM_IDLE_TIMEOUT", "3s",
            "DESTINATION_SVC_ADDR", "dst.test:1", "DESTINATION_SVC_NAME", "dst.id"
        };

        assertThat(parse(reversed).destinations().limits()).isEqualTo(StreamLimits.NONE);
        assertThatThrownBy(() -> parse(remote)).hasMessageContaining("CONTROL_STREAM_INITIAL_TIMEOUT");
    }

    @Test
    void streamLimitsMayBeEmpty() {
        ProxyConfig config = parse(
                "DESTINATION_SVC_ADDR", "dst.test:1",
                "DESTINATION_SVC_NAME", "dst.id",
                "CONTROL_STREAM_INITIAL_TIMEOUT", "3s",
                "CONTROL_STREAM_IDLE_TIMEOUT", "",
                "CONTROL_STREAM_LIFETIME", "1h");

        assertThat(config.destinations().limits())
                .isEqualTo(new StreamLimits(Duration.ofSeconds(3), null, Duration.ofHours(1)));
    }

    @ParameterizedTest(name = "min={0} max={1} ratio={2} of {3} -> {4}")
    @CsvSource({
        "4,2,,8,4",
        "1,4,,2,2",
        ",,0.5,10,5",
        ",3,0.9,10,3",
        ",,0.31,10,3",
        ",,0.35,10,4",
        "2,,,1,1",
        "x,,,4,1",
        ",,7,4,1"
    })
    void workersLieBetweenMinimumAndWhatThereIs(String min, String max, String ratio, int available, int workers) {
        Map<String, String> environment = environment();
        put(environment, "CORES_MIN", min);
        put(environment, "CORES_MAX", max);
        put(environment, "CORES_MAX_RATIO", ratio);

        assertThat(ProxyConfig.parse(environment, available).lifecycle().workers())
                .isEqualTo(workers);
    }

    @Test
    void backoffHasNoJitterWhenOnlyThePairIsGiven() {
        ProxyConfig config = parse("INBOUND_CONNECT_EXP_BACKOFF_MIN", "1s", "INBOUND_CONNECT_EXP_BACKOFF_MAX", "2s");

        assertThat(config.inbound().connectBackoff())
                .isEqualTo(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), 0));
    }

    @Test
    void backoffDoublesUpToItsMaximum() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(100), 0);
        SplittableRandom random = new SplittableRandom(1);

        assertThat(backoff.delay(1, random)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.delay(2, random)).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.delay(60, random)).isEqualTo(Duration.ofSeconds(100));
        assertThat(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 0.5).delay(1, random))
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500));
    }

    @Test
    void http2WindowsAndPingsCountAsPairsOnly() {
        String stream = "INBOUND_SERVER_HTTP2_INITIAL_STREAM_WINDOW_SIZE";
        String connection = "INBOUND_SERVER_HTTP2_INITIAL_CONNECTION_WINDOW_SIZE";

        assertThat(parse(stream, "7").inbound().http2Server().initialStreamWindowBytes())
                .isEqualTo(65_535);
        assertThat(parse(stream, "7", connection, "8").inbound().http2Server().initialStreamWindowBytes())
                .isEqualTo(7);
        assertThat(parse("INBOUND_SERVER_HTTP2_KEEP_ALIVE_INTERVAL", "10s")
                        .inbound()
                        .http2Server()
                        .keepAlive())
                .isNull();
        assertThat(parse(
                                "INBOUND_SERVER_HTTP2_KEEP_ALIVE_INTERVAL", "10s",
                                "INBOUND_SERVER_HTTP2_KEEP_ALIVE_TIMEOUT", "3s")
                        .inbound()
                        .http2Server()
                        .keepAlive())
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void suffixesMatchWholeLabels() {
        NameSuffixes suffixes = NameSuffixes.parse("Example.com.");

        assertThat(suffixes.contains("hacker.example.com")).isTrue();
        assertThat(suffixes.contains("EXAMPLE.com.")).isTrue();
        assertThat(suffixes.contains("hackerexample.com")).isFalse();
        assertThat(NameSuffixes.parse(".").contains("anything")).isTrue();
        assertThat(NameSuffixes.parse("").contains("anything")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.0.1,true",
        "10.0.0.0/8,11.0.0.1,false",
        "10.1.2.0/23,10.1.3.9,true",
        "0.0.0.0/0,fd00::1,false",
        "fd00::/8,fd12::1,true",
        "10.0.0.1,10.0.0.1,true",
        "10.0.0.1,10.0.0.2,false"
    })
    void networksContainWhatSharesTheirPrefix(String network, String address, boolean contained) {
        assertThat(IpNetwork.parse(network).contains(Addresses.literal(address)))
                .isEqualTo(contained);
    }

    @Test
    void whatIsNotBuiltIsSaidOnlyWhenAskedFor() {
        assertThat(Unbuilt.notices(parse())).isEmpty();
        assertThat(Unbuilt.notices(parse("TAP_SVC_NAME", "tap.id", "INBOUND_DEFAULT_POLICY", "all-authenticated")))
                .hasSize(2)
                .anyMatch(notice -> notice.startsWith("TAP_SVC_NAME"))
                .anyMatch(notice -> notice.contains("'all-authenticated' refuses every client"));
    }

    private static void put(Map<String, String> environment, @org.jspecify.annotations.Nullable String... pair) {
        if (pair[1] != null) {
            environment.put("LINKERD2_PROXY_" + Objects.requireNonNull(pair[0]), pair[1]);
        }
    }
}
