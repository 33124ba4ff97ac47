package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.translate.Fact;
import io.reactivemesh.actors.translate.Fact.ExternalWorkloadFact;
import io.reactivemesh.actors.translate.Fact.Owner;
import io.reactivemesh.actors.translate.Fact.OwnerFact;
import io.reactivemesh.actors.translate.Fact.ServerFact;
import io.reactivemesh.actors.translate.Labels;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers, ExternalWorkloads, and who owns what: how they are read, and what is refused. */
class PolicyKindsTest {
    private static final Labels WEB = Labels.of(Map.of("app", "web", "tier", "front"));

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "an empty selector selects everything | {} | true",
                "equal labels | {matchLabels: {app: web, tier: front}} | true",
                "one label differs | {matchLabels: {app: web, tier: back}} | false",
                "one label is missing | {matchLabels: {app: web, zone: a}} | false",
                "in a set | {matchExpressions: [{key: tier, operator: In, values: [back, front]}]} | true",
                "not in that set | {matchExpressions: [{key: tier, operator: In, values: [back]}]} | false",
                "no such label, asked for a set | {matchExpressions: [{key: zone, operator: In, values: [a]}]} | false",
                "excluded | {matchExpressions: [{key: tier, operator: NotIn, values: [front]}]} | false",
                "not excluded | {matchExpressions: [{key: tier, operator: NotIn, values: [back]}]} | true",
                "no such label is not excluded | {matchExpressions: [{key: zone, operator: NotIn, values: [a]}]} | true",
                "there | {matchExpressions: [{key: app, operator: Exists}]} | true",
                "not there | {matchExpressions: [{key: zone, operator: Exists}]} | false",
                "absent | {matchExpressions: [{key: zone, operator: DoesNotExist}]} | true",
                "not absent | {matchExpressions: [{key: app, operator: DoesNotExist}]} | false",
                "labels and expressions both | {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: NotIn, values: [front]}]} | false"
            })
    void selectsByLabels(String rule, String selector, boolean selected) {
        ServerFact server = (ServerFact) fact(server("podSelector: " + selector + ", port: 80"));

        assertThat(server.selector().matches(WEB)).as(rule).isEqualTo(selected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"v1alpha1", "v1beta1", "v1beta2", "v1beta3"})
    void readsEveryVersionOfServers(String version) {
        ServerFact server = (ServerFact) fact("{apiVersion: policy.linkerd.io/" + version + ", kind: Server,"
                + " metadata: {name: db, namespace: shop, creationTimestamp: '2026-08-01T12:00:00Z'},"
                + " spec: {podSelector: {}, port: mysql, proxyProtocol: opaque}}");

        assertThat(server.selects()).isEqualTo(WorkloadId.Kind.POD);
        assertThat(server.port().names()).containsExactly("mysql");
        assertThat(server.opaque()).isTrue();
        assertThat(server.created()).isEqualTo(Instant.parse("2026-08-01T12:00:00Z"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no selector | port: 80 | spec: missing (expected: one of podSelector, externalWorkloadSelector)",
                "both selectors | podSelector: {}, externalWorkloadSelector: {}, port: 80 | spec: 'both' (expected: one of podSelector, externalWorkloadSelector)",
                "no port | podSelector: {} | spec.port: missing (expected: a port 1..65535, or the name of a container's port)",
                "port 0 | podSelector: {}, port: 0 | spec.port: '0' (expected: a port, 1..65535)",
                "no name of a port | podSelector: {}, port: a_b | spec.port: 'a_b' (expected: a port 1..65535, or the name of a container's port)",
                "unknown protocol | podSelector: {}, port: 80, proxyProtocol: QUIC | spec.proxyProtocol: 'QUIC' (expected: one of [HTTP/1, HTTP/2, TLS, gRPC, opaque, unknown])",
                "unknown operator | podSelector: {matchExpressions: [{key: a, operator: Near}]}, port: 80 | spec.podSelector.matchExpressions[0].operator: 'Near' (expected: one of [DoesNotExist, Exists, In, NotIn])",
                "nothing to be in | podSelector: {matchExpressions: [{key: a, operator: In}]}, port: 80 | spec.podSelector.matchExpressions[0].values: missing (expected: values, as In compares with them)",
                "values for nothing | podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}, port: 80 | spec.podSelector.matchExpressions[0].values: '[b]' (expected: no values, as Exists asks only for the label)"
            })
    void refusesAServerThatSelectsNoPort(String rule, String spec, String reason) {
        assertThat(refusal(server(spec))).as(rule).isEqualTo(reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"v1beta1, meshTLS", "v1alpha1, meshTls"})
    void readsEveryVersionOfExternalWorkloads(String version, String field) {
        ExternalWorkloadFact workload = (ExternalWorkloadFact) fact("{apiVersion: workload.linkerd.io/" + version
                + ", kind: ExternalWorkload, metadata: {name: vm, namespace: shop}, spec: {" + field
                + ": {identity: spiffe://root/vm, serverName: vm.shop}, ports: [{name: http, port: 8080},"
                + " {name: linkerd-proxy, port: 5143}], workloadIPs: [{ip: 192.0.2.7}, {ip: 'fd00::7'}]}}");

        assertThat(workload.identity()).isEqualTo(new TlsIdentity.Uri("spiffe://root/vm", "vm.shop"));
        assertThat(workload.ips()).map(Object::toString).containsExactly("192.0.2.7", "fd00::7");
        assertThat(workload.namedPorts()).containsEntry("http", new java.util.TreeSet<>(Set.of(8080)));
        assertThat(workload.proxyPort()).isEqualTo(5143);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no identity | meshTLS: {serverName: a} | spec.meshTLS.identity: missing (expected: what its proxy proves, such as spiffe://root/web)",
                "no server name | meshTLS: {identity: a} | spec.meshTLS.serverName: missing (expected: the name that its proxy is asked for)",
                "no address | meshTLS: {identity: a, serverName: b}, workloadIPs: [{ip: vm}] | spec.workloadIPs[0].ip: 'vm' (expected: an IP address)",
                "a port twice | meshTLS: {identity: a, serverName: b}, ports: [{name: a, port: 1}, {name: a, port: 2}] | spec.ports[1].name: 'a' (expected: a name that no other port of the workload has)"
            })
    void refusesAnExternalWorkloadThatNobodyCanReach(String rule, String spec, String reason) {
        assertThat(refusal("{apiVersion: workload.linkerd.io/v1beta1, kind: ExternalWorkload,"
                        + " metadata: {name: vm, namespace: shop}, spec: {" + spec + "}}"))
                .as(rule)
                .isEqualTo(reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "the only owner | apps/v1 ReplicaSet | [{apiVersion: v1, kind: Deployment, name: web, uid: u}] | Deployment web",
                "the controller of several | apps/v1 ReplicaSet | [{apiVersion: v1, kind: A, name: a, uid: u}, {apiVersion: v1, kind: Rollout, name: web, uid: u, controller: true}] | Rollout web",
                "several without controller | batch/v1 Job | [{apiVersion: v1, kind: A, name: a, uid: u}, {apiVersion: v1, kind: B, name: b, uid: u}] | -",
                "none | batch/v1 Job | [] | -"
            })
    void tellsWhoIsBehindReplicaSetsAndJobs(String rule, String kind, String owners, @Nullable String owner) {
        String[] versionAndKind = kind.split(" ", -1);

        OwnerFact fact = (OwnerFact) fact("{apiVersion: " + versionAndKind[0] + ", kind: " + versionAndKind[1]
                + ", metadata: {name: web-1, namespace: shop, ownerReferences: " + owners + "}}");

        Owner found = fact.owner();
        assertThat(found == null ? null : found.kind() + " " + found.name())
                .as(rule)
                .isEqualTo(owner);
    }

    private static String server(String spec) {
        return "{apiVersion: policy.linkerd.io/v1beta3, kind: Server, metadata: {name: s, namespace: shop}, spec: {"
                + spec + "}}";
    }

    private static Fact fact(String yaml) {
        return ((Reading.Taken) read(yaml)).fact();
    }

    private static String refusal(String yaml) {
        return ((Reading.Refused) read(yaml)).reason();
    }

    private static Reading read(String yaml) {
        return new ObjectReader(TranslationConfig.DEFAULT)
                .read(YamlStream.parse(yaml, 0))
                .getFirst();
    }

    @Test
    void labelsAreEqualWhateverTheOrderTheyWereWrittenIn() {
        assertThat(Labels.of(new java.util.LinkedHashMap<>(Map.of("tier", "front", "app", "web"))))
                .isEqualTo(WEB)
                .hasSameHashCodeAs(WEB)
                .hasToString("app=web,tier=front");
        assertThat(Labels.of(Map.of("app", "web"))).isNotEqualTo(WEB);
        assertThat(WEB.get("none")).isNull();
    }
}
