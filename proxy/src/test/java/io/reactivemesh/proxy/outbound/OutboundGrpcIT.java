package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.GrpcEcho;
import io.reactivemesh.proxy.testing.RunningProxy;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gRPC from a real client to a real server, through the outbound side. */
class OutboundGrpcIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";

    private final FakeDiscovery discovery = new FakeDiscovery();
    private RunningProxy proxy;
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        discovery.profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"));
        proxy = RunningProxy.start(discovery, Map.of("LINKERD2_PROXY_OUTBOUND_HTTP_FAILFAST_TIMEOUT", "150ms"));
        channel = GrpcEcho.channel(proxy.proxy().boundAddresses().outbound().getFirst(), WEB);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        proxy.close();
    }

    @Test
    void answersUnaryCallsAndCountsThem() {
        try (GrpcEcho server = GrpcEcho.start()) {
            discovery.endpoints(WEB, server.address());

            assertThat(GrpcEcho.unary(channel, "hello")).isEqualTo("hello");
            assertThat(GrpcEcho.unary(channel, "x".repeat(1_000_000))).hasSize(1_000_000);

            assertThat(proxy.metric("request_total", "authority=\"" + WEB + "\""))
                    .isEqualTo(2);
            assertThat(proxy.metric(
                            "response_total", "status_code=\"200\"", "grpc_status=\"0\"", "classification=\"success\""))
                    .isEqualTo(2);
            assertThat(proxy.metric("tcp_open_connections", "peer=\"dst\"")).isEqualTo(1);
        }
    }

    @Test
    void withoutEndpointsCallsFailAsGrpcWantsIt() {
        discovery.endpoints(WEB);

        assertThatThrownBy(() -> GrpcEcho.unary(channel, "hello"))
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
                    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
                    assertThat(failure.getStatus().getDescription()).contains("fail-fast");
                });
    }
}
