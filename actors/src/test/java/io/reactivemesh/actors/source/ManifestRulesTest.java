package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents, objects, Services: what is read, what is refused and where, and what then holds. */
class ManifestRulesTest {
    private static String service(String name, int port) {
        return "apiVersion: v1\nkind: Service\nmetadata:\n  name: " + name + "\nspec:\n  ports:\n  - port: " + port
                + "\n";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ClusterIP | {clusterIP: 10.0.0.1} | CLUSTER_IP",
                "no address yet | {} | CLUSTER_IP",
                "headless | {clusterIP: None} | HEADLESS",
                "load balancer | {type: LoadBalancer} | CLUSTER_IP",
                "external name | {type: ExternalName, externalName: a.b} | EXTERNAL_NAME"
            })
    void tellsKindsOfServiceApart(String rule, String spec, ServiceDocument.Kind kind) {
        Translated translated =
                Translated.of("{apiVersion: v1, kind: Service, metadata: {name: web}, spec: " + spec + "}");

        assertThat(translated.service("default/web").kind()).as(rule).isEqualTo(kind);
    }

    @Test
    void readsPortsThatCarryTcp() {
        ServiceDocument document = Translated.of(
                        "{apiVersion: v1, kind: Service, metadata: {name: dns}, spec: {internalTrafficPolicy: Local, ports: ["
                                + "{name: udp, port: 53, protocol: UDP}, {name: tcp, port: 53, appProtocol: http}]}}")
                .service("default/dns");

        assertThat(document.ports())
                .containsExactly(java.util.Map.entry(53, new ServiceDocument.Port(53, "tcp", "http")));
        assertThat(document.localTrafficOnly()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "text for a number | port: eighty | m.yaml:7 Service default/web: spec.ports[0].port: 'eighty' (expected: a whole number)",
                "quoted number | port: \"80\" | m.yaml:7 Service default/web: spec.ports[0].port: '80' (expected: a whole number)",
                "out of range | port: 70000 | m.yaml:7 Service default/web: spec.ports[0].port: '70000' (expected: a port, 1..65535)",
                "number for text | {port: 80, name: 5} | m.yaml:7 Service default/web: spec.ports[0].name: '5' (expected: text; put quotes around it)",
                "no port | {name: a} | m.yaml:7 Service default/web: spec.ports[0].port: missing (expected: a port, 1..65535)",
                "doubled key | {port: 1, port: 2} | m.yaml:7 a document: the key 'port' is there twice",
                "no YAML | {port: 1 | m.yaml:7 a document: not YAML: expected ',' or '}', but got <stream end> while parsing a flow mapping"
            })
    void saysWhereAndWhyAnObjectIsRefused(String rule, String port, String expected) {
        Translated translated = Translated.of(
                "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - " + port + "\n");

        assertThat(translated.refused()).as(rule).containsExactly(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no kind | {a: b} | m.yaml:1 a document: kind: missing (expected: text, as every Kubernetes object has)",
                "no object | just text | m.yaml:1 a document: 'just text' (expected: a Kubernetes object)",
                "no name | {apiVersion: v1, kind: Pod} | m.yaml:1 a Pod: metadata.name: missing (expected: a name like web-svc)",
                "bad name | {apiVersion: v1, kind: Pod, metadata: {name: A_b}} | m.yaml:1 Pod default/A_b: metadata.name: 'A_b' (expected: a name like web-svc)",
                "old version | {apiVersion: discovery.k8s.io/v1beta1, kind: EndpointSlice, metadata: {name: a}} | m.yaml:1 EndpointSlice default/a: apiVersion: 'discovery.k8s.io/v1beta1' (expected: discovery.k8s.io/v1)",
                "bad address | {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a}, addressType: IPv6, endpoints: [{addresses: [1.2.3.4]}]} | m.yaml:1 EndpointSlice default/a: endpoints[0].addresses[0]: '1.2.3.4' (expected: an IPv6 address)"
            })
    void refusesWhatIsNoObject(String rule, String document, String expected) {
        assertThat(Translated.of(document).refused()).as(rule).containsExactly(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "other kinds | {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}",
                "kinds of the same name elsewhere | {apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}}",
                "unknown fields | {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {next: 1}}",
                "comments | # nothing"
            })
    void passesOver(String rule, String document) {
        assertThat(Translated.of(document).refused()).as(rule).isEmpty();
    }

    @Test
    void unwrapsLists() {
        Translated translated = Translated.of("""
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {}}
                - {apiVersion: v1, kind: Service, metadata: {name: b}}
                ---
                apiVersion: v1
                kind: ServiceList
                items:
                - {metadata: {name: c}, spec: {}}
                """);

        assertThat(translated.folded.services).hasSize(2);
        assertThat(translated.refused())
                .containsExactly("m.yaml:5 Service default/b: spec: missing (expected: the Service's ports)");
    }

    @Test
    void readsJsonWithTabsAliasesAndMergeKeys() {
        Translated translated = Translated.of("{}");
        translated.save(
                "a.json",
                "{\n \"apiVersion\": \"v1\", \"kind\": \"Service\",\n \"metadata\": {\"name\": \"j\"}, \"spec\": {}}");
        translated.save("b.yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: y}
                spec:
                  ports:
                  - &p {name: a, port: 1, appProtocol: http}
                  - {<<: *p, name: b, port: 2}
                """);

        assertThat(translated.service("default/j").kind()).isEqualTo(ServiceDocument.Kind.CLUSTER_IP);
        assertThat(translated.service("default/y").ports().values())
                .extracting(ServiceDocument.Port::appProtocol)
                .containsExactly("http", "http");
    }

    @Test
    void keepsTheLastGoodVersionOfABrokenObjectAndTakesItsNeighbours() {
        Translated translated = Translated.of(service("a", 1) + "---\n" + service("b", 1));

        translated.save("m.yaml", service("a", 1).replace("port: 1", "port: x") + "---\n" + service("b", 2));

        assertThat(translated.service("default/a").ports()).containsOnlyKeys(1);
        assertThat(translated.service("default/b").ports()).containsOnlyKeys(2);
        assertThat(translated.refused()).hasSize(1);
        translated.save("m.yaml", service("a", 3) + "---\n" + service("b", 2));
        assertThat(translated.service("default/a").ports()).containsOnlyKeys(3);
    }

    @Test
    void keepsTheObjectOfADocumentThatIsNoYaml() {
        Translated translated = Translated.of(service("a", 1) + "---\n" + service("b", 1) + "---\n" + service("c", 1));

        translated.save("m.yaml", service("a", 2) + "---\n" + service("b", 1) + "x: [\n---\n" + service("c", 3));

        assertThat(translated.service("default/b").ports()).containsOnlyKeys(1);
        assertThat(translated.service("default/c").ports()).containsOnlyKeys(3);
        translated.save("m.yaml", service("a", 2) + "---\n" + service("c", 3));
        assertThat(translated.service("default/b").kind()).isEqualTo(ServiceDocument.Kind.ABSENT);
    }

    @Test
    void takesTheFirstOfDuplicates() {
        Translated translated = Translated.of(service("a", 1));
        translated.save("n.yaml", service("b", 1) + "---\n" + service("a", 2));

        assertThat(translated.service("default/a").ports()).containsOnlyKeys(1);
        assertThat(translated.refused())
                .containsExactly("n.yaml:9 Service default/a: is also in m.yaml:1, which comes first and applies"
                        + " (expected: each object once)");
        translated.save("m.yaml", null);
        assertThat(translated.service("default/a").ports()).containsOnlyKeys(2);
    }

    @Test
    void tellsNothingWhenNothingChanged() {
        Translated translated = Translated.of(service("a", 1));

        translated.save("m.yaml", "# a remark\n" + service("a", 1).replace("  name: a", "  name: a\n  uid: z"));

        assertThat(translated.folded.batches).hasSize(1);
    }

    @Test
    void tellsOnlyWhatDiffers() {
        Translated translated = Translated.of(service("a", 1) + "---\n" + service("b", 1));

        translated.save("m.yaml", service("a", 1) + "---\n" + service("b", 2));

        Batch last = translated.folded.last();
        assertThat(last.services()).extracting(document -> document.id().name()).containsExactly("b");
        assertThat(last.workloads()).isEmpty();
        assertThat(last.zoneByNode()).isNull();
    }
}
