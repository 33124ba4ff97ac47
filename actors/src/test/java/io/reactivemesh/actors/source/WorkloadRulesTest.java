package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of pods, and of the addresses they own. */
class WorkloadRulesTest {
    private static final String PORTS = "spec: {containers: [{name: app, ports: [{name: mysql, containerPort: 3307},"
            + " {name: http, containerPort: 8080}]}]}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "meshed by us, linkerd, true, sa.shop.serviceaccount.identity.linkerd.cluster.local",
                "meshed by another control plane, other, true, -",
                "not meshed, -, false, -"
            })
    void hasAnIdentityIfMeshedByUs(
            String rule, @Nullable String controlPlane, boolean meshed, @Nullable String identity) {
        Translated translated = Translated.of(pod(
                controlPlane == null ? "" : "labels: {linkerd.io/control-plane-ns: " + controlPlane + "}",
                "spec: {serviceAccountName: sa}"));

        assertThat(translated.pod("shop/web-1").meshed()).as(rule).isEqualTo(meshed);
        assertThat(translated.pod("shop/web-1").identity())
                .isEqualTo(identity == null ? null : new TlsIdentity.Dns(identity, identity));
    }

    @Test
    void hasNoIdentityWhereTheInstallationHasNone() {
        Translated translated = Translated.of(
                TranslationConfig.DEFAULT.withoutIdentity(), pod("labels: {linkerd.io/control-plane-ns: linkerd}", ""));

        assertThat(translated.pod("shop/web-1").meshed()).isTrue();
        assertThat(translated.pod("shop/web-1").identity()).isNull();
    }

    static Stream<Arguments> opaque() {
        String ofNamespace = "config.linkerd.io/opaque-ports: \"1-5,mysql,unknown\"";
        return Stream.of(
                Arguments.of("defaults where nobody says", "", "", "25 587 3306 4444 5432 6379 9300 11211", 0),
                Arguments.of("the namespace wins over defaults", ofNamespace, "", "1-5 3307", 0),
                Arguments.of(
                        "the pod wins over its namespace",
                        ofNamespace,
                        "annotations: {config.linkerd.io/opaque-ports: \"http, 90-92,91-95 ,7\"}",
                        "7 90-95 8080",
                        0),
                Arguments.of(
                        "an empty list means none",
                        ofNamespace,
                        "annotations: {config.linkerd.io/opaque-ports: \"\"}",
                        "",
                        0),
                Arguments.of(
                        "an annotation without value means none",
                        "",
                        "annotations: {config.linkerd.io/opaque-ports: }",
                        "",
                        0),
                Arguments.of(
                        "bad tokens are told, the others apply",
                        "",
                        "annotations: {config.linkerd.io/opaque-ports: \"0,70000,9-8,a_b,nope,99\"}",
                        "99",
                        5));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("opaque")
    void resolvesOpaquePorts(String rule, String namespace, String pod, String expected, int refusals) {
        Translated translated = Translated.of("{apiVersion: v1, kind: Namespace, metadata: {name: shop, annotations: {"
                + namespace + "}}}\n---\n" + pod(pod, PORTS));

        assertThat(words(translated.pod("shop/web-1").opaquePorts())).as(rule).isEqualTo(expected);
        assertThat(translated.refused()).hasSize(refusals);
    }

    @Test
    void namesThePlaceOfABadToken() {
        Translated translated = Translated.of(pod("annotations: {config.linkerd.io/opaque-ports: \"80,x_y\"}", PORTS));

        assertThat(translated.refused())
                .containsExactly("m.yaml:6 Pod shop/web-1: metadata.annotations[config.linkerd.io/opaque-ports]: 'x_y'"
                        + " (expected: a port 1..65535, a range like 8000-8010, or a port name);"
                        + " the other ports of the list apply");
    }

    @Test
    void resolvesSkippedInboundPorts() {
        Translated translated =
                Translated.of(pod("annotations: {config.linkerd.io/skip-inbound-ports: \"4567,http\"}", PORTS));

        assertThat(words(translated.pod("shop/web-1").skippedInboundPorts())).isEqualTo("4567 8080");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "from the environment, 0.0.0.0:5143, 5143, 0",
        "IPv6, '[::]:5143', 5143, 0",
        "what can't be read is assumed and told, nonsense, 4143, 1",
        "empty likewise, '', 4143, 1"
    })
    void findsThePortsOfTheProxy(String rule, String value, int inbound, int refusals) {
        Translated translated = Translated.of(pod(
                "labels: {linkerd.io/control-plane-ns: linkerd}",
                "spec: {initContainers: [{name: linkerd-proxy, env: [{name: LINKERD2_PROXY_INBOUND_LISTEN_ADDR, value: \""
                        + value + "\"}]}]}"));

        assertThat(translated.pod("shop/web-1").proxyInboundPort()).as(rule).isEqualTo(inbound);
        assertThat(translated.pod("shop/web-1").proxyControlPort()).isEqualTo(4190);
        assertThat(translated.pod("shop/web-1").proxyAdminPort()).isEqualTo(4191);
        assertThat(translated.refused()).hasSize(refusals);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "a Deployment's pod, ReplicaSet web-6d4c, 6d4c, deployment=web",
                "a bare ReplicaSet's pod, ReplicaSet web, 6d4c, replicaset=web",
                "a StatefulSet's pod, StatefulSet db, -, statefulset=db",
                "a Job's pod, Job mail, -, k8s_job=mail"
            })
    void namesTheOwner(String rule, String owner, @Nullable String hash, String expected) {
        String[] kindAndName = owner.split(" ", -1);
        Translated translated = Translated.of(pod(
                (hash == null ? "" : "labels: {pod-template-hash: " + hash + "}\n  ")
                        + "ownerReferences: [{apiVersion: v1, kind: " + kindAndName[0] + ", name: " + kindAndName[1]
                        + ", uid: u}]",
                ""));
        Map<String, String> labels = new TreeMap<>(Map.of("pod", "web-1", "serviceaccount", "default"));
        labels.put(expected.substring(0, expected.indexOf('=')), expected.substring(expected.indexOf('=') + 1));
        if (hash != null) {
            labels.put("pod_template_hash", hash);
        }

        assertThat(translated.pod("shop/web-1").labels()).as(rule).isEqualTo(labels);
    }

    @Test
    void followsTheZoneOfItsNode() {
        Translated translated = Translated.of(pod("", "spec: {nodeName: n1}"));
        assertThat(translated.pod("shop/web-1").zone()).isEmpty();

        translated.save(
                "node.yaml",
                "{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {topology.kubernetes.io/zone: east}}}");

        assertThat(translated.pod("shop/web-1").zone()).isEqualTo("east");
        assertThat(Objects.requireNonNull(translated.folded.last().zoneByNode()))
                .containsExactly(Map.entry("n1", "east"));
    }

    static Stream<Arguments> claims() {
        String ips = "status: {podIP: 10.0.0.1, hostIP: 192.168.0.1%s}";
        return Stream.of(
                Arguments.of("its own address", "", ips.formatted(""), 1, 0),
                Arguments.of("not on the host network", "spec: {hostNetwork: true}", ips.formatted(""), 0, 0),
                Arguments.of("not when finished", "", ips.formatted(", phase: Succeeded"), 0, 0),
                Arguments.of(
                        "a host port on its node",
                        "spec: {containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080}]}]}",
                        ips.formatted(""),
                        1,
                        1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void ownsAddresses(String rule, String spec, String status, int own, int host) {
        Translated translated = Translated.of(pod("", spec + "\n" + status));

        assertThat(translated.owners("10.0.0.1")).as(rule).hasSize(own);
        assertThat(translated.owners("192.168.0.1")).as(rule).hasSize(host);
    }

    @Test
    void sharesAnAddressThatSeveralClaim() {
        String service = "{apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {clusterIP: 10.0.0.1}}\n---\n";
        Translated translated =
                Translated.of(service.formatted("b") + service.formatted("a") + pod("", "status: {podIP: 10.0.0.1}"));

        assertThat(translated.owners("10.0.0.1"))
                .containsExactly("Service[id=default/a]", "Service[id=default/b]", "Workload[id=pod/shop/web-1]");
    }

    @Test
    void giveUpItsAddressWhileTerminating() {
        Translated translated =
                Translated.of(pod("deletionTimestamp: 2026-01-01T00:00:00Z", "status: {podIP: 10.0.0.1}"));

        assertThat(translated.owners("10.0.0.1")).isEmpty();
        assertThat(translated.pod("shop/web-1")).isNotNull();
    }

    private static String pod(String metadata, String rest) {
        return """
               apiVersion: v1
               kind: Pod
               metadata:
                 name: web-1
                 namespace: shop
                 %s
               %s
               """.formatted(metadata, rest);
    }

    private static String words(PortSet ports) {
        return ports.ranges().stream()
                .map(range -> range.from() == range.to() ? "" + range.from() : range.from() + "-" + range.to())
                .collect(Collectors.joining(" "));
    }
}
