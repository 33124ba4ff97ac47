package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.service.ServiceDocument.Member;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which addresses of EndpointSlices are members of a Service, and how. */
class SliceRulesTest {
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {ports: [{name: http, port: 80}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web-1, namespace: shop}
            spec: {nodeName: n1}
            status: {podIP: 10.0.0.1}
            """;

    static Stream<Arguments> endpoints() {
        return Stream.of(
                row("no conditions count as ready", "addresses: [10.0.0.1]", "ready serving 8080"),
                row(
                        "nil ready counts as ready",
                        "addresses: [10.0.0.1]\n  conditions: {terminating: false}",
                        "ready serving 8080"),
                row(
                        "explicit false is not ready, nil serving follows it",
                        "addresses: [10.0.0.1]\n  conditions: {ready: false}",
                        "8080"),
                row(
                        "terminating but serving is kept for last resort",
                        "addresses: [10.0.0.1]\n  conditions: {ready: false, serving: true, terminating: true}",
                        "serving terminating 8080"),
                row(
                        "a pod that exists is joined",
                        "addresses: [10.0.0.1]\n  targetRef: {kind: Pod, name: web-1}",
                        "ready serving 8080 pod/shop/web-1"),
                row(
                        "a pod of another namespace is another pod",
                        "addresses: [10.0.0.1]\n  targetRef: {kind: Pod, name: web-1, namespace: other}",
                        null),
                row(
                        "a pod that does not exist is no member",
                        "addresses: [10.0.0.1]\n  targetRef: {kind: Pod, name: web-2}",
                        null),
                row(
                        "other kinds of target are no members",
                        "addresses: [10.0.0.1]\n  targetRef: {kind: Node, name: n1}",
                        null),
                row(
                        "hostname and hints are carried",
                        "addresses: [10.0.0.1]\n  hostname: web-0\n  hints: {forZones: [{name: b}, {name: a}], forNodes: [{name: n}]}",
                        "ready serving 8080 web-0 [a, b] [n]"));
    }

    private static Arguments row(String rule, String endpoint, @Nullable String expected) {
        return Arguments.of(rule, endpoint, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endpoints")
    void decidesMembership(String rule, String endpoint, @Nullable String expected) {
        Translated translated = Translated.of(SERVICE + slice("s1", "IPv4", "http", 8080, endpoint));

        assertThat(words(translated.member("shop/web", "10.0.0.1"))).as(rule).isEqualTo(expected);
    }

    @Test
    void ignoresSlicesOfNames() {
        Translated translated =
                Translated.of(SERVICE + slice("s1", "FQDN", "http", 8080, "addresses: [web.example.com]"));

        assertThat(translated.service("shop/web").members()).isEmpty();
        assertThat(translated.refused()).isEmpty();
    }

    @Test
    void tiesASliceByItsOwnerIfTheLabelIsMissing() {
        String slice = slice("s1", "IPv4", "http", 8080, "addresses: [10.0.0.1]")
                .replace(
                        "  labels: {kubernetes.io/service-name: web}",
                        "  ownerReferences: [{apiVersion: v1, kind: Service, name: web, uid: u}]");

        Translated translated = Translated.of(SERVICE + slice);

        assertThat(translated.member("shop/web", "10.0.0.1")).isNotNull();
    }

    @Test
    void mergesAnAddressListedTwice() {
        Translated translated = Translated.of(SERVICE
                + slice("s1", "IPv4", "http", 8080, "addresses: [10.0.0.1]\n  conditions: {ready: false}")
                + slice(
                        "s2",
                        "IPv4",
                        "grpc",
                        9090,
                        "addresses: [10.0.0.1]\n  targetRef: {kind: Pod, name: web-1}\n  hostname: h"));

        Member member = translated.member("shop/web", "10.0.0.1");

        assertThat(words(member)).isEqualTo("ready serving 9090 8080 h pod/shop/web-1");
    }

    @Test
    void keepsAnAddressUntilTheLastSliceThatListsItIsGone() {
        Translated translated = Translated.of(SERVICE);
        translated.save("s1.yaml", slice("s1", "IPv4", "http", 8080, "addresses: [10.0.0.1]"));
        translated.save("s2.yaml", slice("s2", "IPv4", "http", 8080, "addresses: [10.0.0.1]"));

        translated.save("s1.yaml", null);

        assertThat(translated.service("shop/web").members()).hasSize(1);
        translated.save("s2.yaml", null);
        assertThat(translated.service("shop/web").members()).isEmpty();
    }

    @Test
    void addsAMemberWhenItsPodAppearsAndRemovesItWithThePod() {
        Translated translated = Translated.of(SERVICE
                + slice("s1", "IPv4", "http", 8080, "addresses: [10.0.0.2]\n  targetRef: {kind: Pod, name: web-2}"));

        translated.save("pod.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: web-2, namespace: shop}}");

        assertThat(translated.member("shop/web", "10.0.0.2")).isNotNull();
        translated.save("pod.yaml", null);
        assertThat(translated.member("shop/web", "10.0.0.2")).isNull();
    }

    @Test
    void keepsWhatAMirrorSaysOfBareAddresses() {
        String slice = slice("s1", "IPv4", "http", 8080, "addresses: [10.0.0.9]")
                .replace(
                        "  labels: {",
                        "  annotations: {mirror.linkerd.io/remote-gateway-identity: gw.id,"
                                + " mirror.linkerd.io/remote-svc-fq-name: web.shop.svc.far}\n"
                                + "  labels: {mirror.linkerd.io/cluster-name: far, ");

        Member member = Translated.of(SERVICE + slice).member("shop/web", "10.0.0.9");

        assertThat(Objects.requireNonNull(member).remote())
                .hasToString("Remote[gatewayIdentity=gw.id, serviceName=web.shop.svc.far, clusterName=far]");
    }

    @Test
    void takesNoPortFromASliceThatNamesNoNumber() {
        String slice =
                slice("s1", "IPv4", "http", 8080, "addresses: [10.0.0.1]").replace(", port: 8080", "");

        Member member = Translated.of(SERVICE + slice).member("shop/web", "10.0.0.1");

        assertThat(words(member)).isEqualTo("ready serving");
    }

    private static String slice(String name, String type, String portName, int port, String endpoint) {
        return """
               ---
               apiVersion: discovery.k8s.io/v1
               kind: EndpointSlice
               metadata:
                 name: %s
                 namespace: shop
                 labels: {kubernetes.io/service-name: web}
               addressType: %s
               ports: [{name: %s, port: %d}]
               endpoints:
               - %s
               """.formatted(name, type, portName, port, endpoint);
    }

    private static @Nullable String words(@Nullable Member member) {
        if (member == null) {
            return null;
        }
        StringBuilder words = new StringBuilder();
        words.append(member.ready() ? "ready " : "")
                .append(member.serving() ? "serving " : "")
                .append(member.terminating() ? "terminating " : "");
        member.ports().values().forEach(port -> words.append(port).append(' '));
        words.append(member.hostname() == null ? "" : member.hostname() + " ")
                .append(member.hintZones().isEmpty() ? "" : member.hintZones() + " ")
                .append(member.hintNodes().isEmpty() ? "" : member.hintNodes() + " ")
                .append(member.workload() == null ? "" : member.workload().id());
        return words.toString().strip();
    }
}
