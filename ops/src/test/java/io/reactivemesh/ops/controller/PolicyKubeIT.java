package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.ops.kube.KubeApi;
import io.reactivemesh.wire.net.IPAddress;
import io.reactivemesh.wire.net.TcpAddress;
import io.reactivemesh.wire.outbound.HttpRoute;
import io.reactivemesh.wire.outbound.OutboundPoliciesGrpc;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import io.reactivemesh.wire.outbound.ProxyProtocol;
import io.reactivemesh.wire.outbound.TrafficSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From a route on a real API server to the policy on a stream, as it is made, changed and taken away. */
@Tag("kube")
class PolicyKubeIT {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final String GATEWAY_API = "/apis/gateway.networking.k8s.io/v1/namespaces/";

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static KubeApi api;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static Controller controller;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private String namespace;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private ManagedChannel channel;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private IpAddress.V4 clusterIp;

    @BeforeAll
    static void start() throws Exception {
        api = KubeApi.connect();
        api.defineKinds();
        controller = Controller.start(
                TestConfigs.onKubernetes(Path.of(System.getenv("KUBECONFIG"))),
                InputStream.nullInputStream(),
                Map.of());
        controller.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        if (controller != null) {
            controller.close();
        }
        if (api != null) {
            api.close();
        }
    }

    @BeforeEach
    void makeService() throws IOException {
        namespace = api.createNamespace();
        channel = NettyChannelBuilder.forAddress(controller.policyAddress())
                .usePlaintext()
                .build();
        create("/api/v1/namespaces/" + namespace + "/services", """
                apiVersion: v1
                kind: Service
                metadata: {name: web, annotations: {timeout.linkerd.io/request: 5s}}
                spec: {ports: [{name: a, port: 80}, {name: b, port: 81, appProtocol: kubernetes.io/h2c}]}
                """);
        clusterIp = (IpAddress.V4) IpAddress.parse(api.get("/api/v1/namespaces/" + namespace + "/services/web")
                .body()
                .at("/spec/clusterIP")
                .asText());
    }

    @AfterEach
    void removeNamespace() {
        if (channel != null) {
            channel.shutdownNow();
        }
        if (namespace != null) {
            api.deleteNamespace(namespace);
        }
    }

    @Test
    void tellsOfAnHttpRouteWhileItLives() throws IOException {
        Iterator<OutboundPolicy> policies = watch(80);
        OutboundPolicy before = policies.next();
        create(GATEWAY_API + namespace + "/httproutes", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  parentRefs: [{group: core, kind: Service, name: web, port: 80}]
                  rules: [{matches: [{path: {type: Exact, value: /x}}], backendRefs: [{name: web, port: 81, weight: 1}]}]
                """);
        OutboundPolicy with = policies.next();
        api.delete(GATEWAY_API + namespace + "/httproutes/r");
        OutboundPolicy after = policies.next();

        assertThat(route(before).getMetadata().getDefault()).isEqualTo("http");
        assertThat(route(before).getRules(0).getTimeouts().getRequest().getSeconds())
                .isEqualTo(5);
        assertThat(route(with).getMetadata().getResource().getName()).isEqualTo("r");
        assertThat(route(with).getRules(0).getMatches(0).getPath().getExact()).isEqualTo("/x");
        assertThat(route(with)
                        .getRules(0)
                        .getBackends()
                        .getRandomAvailable()
                        .getBackends(0)
                        .getBackend()
                        .getBackend()
                        .getBalancer()
                        .getDiscovery()
                        .getDst()
                        .getPath())
                .isEqualTo("web." + namespace + ".svc.cluster.local:81");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void tellsOfARouteOfLinkerdsGroup() throws IOException {
        Iterator<OutboundPolicy> policies = watch(80);
        policies.next();
        create("/apis/policy.linkerd.io/v1beta3/namespaces/" + namespace + "/httproutes", """
                apiVersion: policy.linkerd.io/v1beta3
                kind: HTTPRoute
                metadata: {name: p}
                spec:
                  parentRefs: [{group: core, kind: Service, name: web}]
                  rules: [{matches: [{path: {value: /p}}], timeouts: {request: 1s}}]
                """);

        HttpRoute route = route(policies.next());

        assertThat(route.getMetadata().getResource().getGroup()).isEqualTo("policy.linkerd.io");
        assertThat(route.getRules(0).getTimeouts().getRequest().getSeconds()).isEqualTo(1);
    }

    @Test
    void tellsOfAGrpcRoute() throws IOException {
        Iterator<OutboundPolicy> policies = watch(81);
        OutboundPolicy before = policies.next();
        create(GATEWAY_API + namespace + "/grpcroutes", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GRPCRoute
                metadata: {name: g}
                spec:
                  parentRefs: [{group: core, kind: Service, name: web}]
                  rules: [{matches: [{method: {service: shop.Cart}}]}]
                """);

        ProxyProtocol.Grpc grpc = policies.next().getProtocol().getGrpc();

        assertThat(before.getProtocol().hasHttp2()).isTrue();
        assertThat(grpc.getRoutes(0).getRules(0).getMatches(0).getRpc().getService())
                .isEqualTo("shop.Cart");
    }

    @Test
    void keepsTheLastGoodVersionOfARoute() throws IOException {
        Iterator<OutboundPolicy> policies = watch(80);
        policies.next();
        String path = GATEWAY_API + namespace + "/httproutes/r";
        String route = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  parentRefs: [{group: core, kind: Service, name: web, port: 80}]
                  rules: [{matches: [{path: {type: RegularExpression, value: "%s"}}]}]
                """;

        apply(path, route.formatted("/a"));
        HttpRoute first = route(policies.next());
        apply(path, route.formatted("(?=broken)"));
        apply(path, route.formatted("/b"));
        HttpRoute second = route(policies.next());

        assertThat(first.getRules(0).getMatches(0).getPath().getRegex()).isEqualTo("/a");
        assertThat(second.getRules(0).getMatches(0).getPath().getRegex()).isEqualTo("/b");
    }

    private Iterator<OutboundPolicy> watch(int port) {
        return OutboundPoliciesGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .watch(TrafficSpec.newBuilder()
                        .setSourceWorkload("clients:client-1")
                        .setAddr(TcpAddress.newBuilder()
                                .setIp(IPAddress.newBuilder().setIpv4(clusterIp.bits()))
                                .setPort(port))
                        .build());
    }

    private static HttpRoute route(OutboundPolicy policy) {
        return policy.getProtocol().getDetect().getHttp1().getRoutes(0);
    }

    private static void create(String path, String yaml) throws IOException {
        JsonNode object = YAML.readTree(yaml);
        assertThat(api.create(path, object).message()).isEmpty();
    }

    private static void apply(String path, String yaml) throws IOException {
        JsonNode object = YAML.readTree(yaml);
        assertThat(api.apply(path, object).message()).isEmpty();
    }
}
