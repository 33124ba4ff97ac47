package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.outbound.OutboundPolicy;
import io.reactivemesh.discovery.model.outbound.PolicyRef;
import io.reactivemesh.discovery.model.outbound.ProxyProtocol;
import io.reactivemesh.discovery.port.Resolution;
import io.reactivemesh.discovery.port.RoutePolicySource.PolicyQuery;
import io.reactivemesh.wire.outbound.OutboundPoliciesGrpc;
import io.reactivemesh.wire.outbound.TrafficSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OutboundPolicies over a socket: what a client of the protocol sees, whatever the policy says. */
class PolicyServiceIT {
    static final PolicyQuery WEB_80 = new PolicyQuery.ByService(new ServiceId("emojivoto", "web"), 80, "clients");
    static final TrafficSpec REQUEST = TrafficSpec.newBuilder()
            .setSourceWorkload("clients:client-1")
            .setAuthority("web.emojivoto.svc.cluster.local:80")
            .build();

    private final ServedDiscovery served = new ServedDiscovery((_, _, _) -> Source.empty());

    @AfterEach
    void close() {
        served.close();
    }

    /** A policy that says no more than its port. */
    static OutboundPolicy opaque(int port) {
        return new OutboundPolicy(
                new PolicyRef.Resource(new ObjectRef("core", "Service", "emojivoto", "web", port)),
                new ProxyProtocol.Opaque(List.of()));
    }

    @Test
    void getAnswersOnce() throws Exception {
        served.policies.set(WEB_80, opaque(80));

        ClientStream<TrafficSpec, io.reactivemesh.wire.outbound.OutboundPolicy> call = get();

        assertThat(call.next().getMetadata().getResource().getPort()).isEqualTo(80);
        assertThat(call.ended().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void getSaysThatThereIsNone() throws Exception {
        served.policies.set(WEB_80, new Resolution.NotFound<>("no Service emojivoto/web"));

        Status ended = get().ended();

        assertThat(ended.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(ended.getDescription()).isEqualTo("no Service emojivoto/web");
    }

    @Test
    void watchTellsWhatDiffersAndNothingElse() throws Exception {
        served.policies.set(WEB_80, opaque(1));
        ClientStream<TrafficSpec, io.reactivemesh.wire.outbound.OutboundPolicy> stream = watch(REQUEST);
        stream.next();

        served.policies.set(WEB_80, opaque(1));
        served.policies.set(WEB_80, opaque(2));

        assertThat(stream.next().getMetadata().getResource().getPort()).isEqualTo(2);
    }

    @Test
    void watchKeepsThePolicyOfWhatIsGone() throws Exception {
        served.policies.set(WEB_80, opaque(1));
        ClientStream<TrafficSpec, io.reactivemesh.wire.outbound.OutboundPolicy> stream = watch(REQUEST);
        stream.next();

        served.policies.set(WEB_80, new Resolution.NotFound<>("no Service emojivoto/web"));
        served.policies.set(WEB_80, opaque(3));

        assertThat(stream.next().getMetadata().getResource().getPort()).isEqualTo(3);
    }

    @Test
    void refusesWhatItCanNotUnderstand() throws Exception {
        Status ended = watch(TrafficSpec.newBuilder(REQUEST)
                        .setSourceWorkload("nobody")
                        .build())
                .ended();

        assertThat(ended.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(ended.getDescription()).startsWith("source_workload: 'nobody'");
    }

    @Test
    void endsWithOkWhenItDrains() throws Exception {
        served.policies.set(WEB_80, opaque(80));
        ClientStream<TrafficSpec, io.reactivemesh.wire.outbound.OutboundPolicy> stream = watch(REQUEST);
        stream.next();

        served.policyServer.drain(Duration.ofSeconds(5)).toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(stream.ended().getCode()).isEqualTo(Status.Code.OK);
    }

    private ClientStream<TrafficSpec, io.reactivemesh.wire.outbound.OutboundPolicy> get() {
        return new ClientStream<>(served.policyChannel, OutboundPoliciesGrpc.getGetMethod(), REQUEST);
    }

    private ClientStream<TrafficSpec, io.reactivemesh.wire.outbound.OutboundPolicy> watch(TrafficSpec request) {
        return new ClientStream<>(served.policyChannel, OutboundPoliciesGrpc.getWatchMethod(), request);
    }
}
