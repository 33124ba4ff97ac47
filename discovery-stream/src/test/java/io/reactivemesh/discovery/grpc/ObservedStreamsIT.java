package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.EndpointSource.EndpointQuery;
import io.reactivemesh.discovery.port.Resolution;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.history.Change;
import io.reactivemesh.wire.history.ChangesRequest;
import io.reactivemesh.wire.history.HistoryGrpc;
import io.reactivemesh.wire.outbound.OutboundPoliciesGrpc;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is reported of streams, for metrics. */
class ObservedStreamsIT {
    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final EndpointQuery QUERY =
            new EndpointQuery(new ServiceId("emojivoto", "web"), 80, null, Caller.UNKNOWN);

    private final Told told = new Told();
    private final ServedDiscovery served = new ServedDiscovery((_, _, _) -> Source.empty(), told);

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void aStreamThatIsEndedByTheServerEndsWithOk() throws Exception {
        served.endpoints.set(QUERY, Samples.set("10.0.0.1:8080"));
        get(WEB).next();

        served.server.drain(Duration.ofSeconds(5)).toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(told.next()).isEqualTo("opened GET");
        assertThat(told.next()).isEqualTo("sent GET");
        assertThat(told.next()).isEqualTo("closed GET OK");
    }

    @Test
    void aStreamThatItsClientLeavesIsCancelled() throws Exception {
        served.endpoints.set(QUERY, Samples.set("10.0.0.1:8080"));
        ClientStream<GetDestination, Update> stream = get(WEB);
        stream.next();

        stream.cancel();

        assertThat(told.next()).isEqualTo("opened GET");
        assertThat(told.next()).isEqualTo("sent GET");
        assertThat(told.next()).isEqualTo("closed GET CANCELLED");
    }

    @Test
    void aStreamThatLeadsToNothingEndsWithTheReason() throws Exception {
        served.endpoints.set(QUERY, new Resolution.NotFound<>("there is none"));

        get(WEB).ended();

        assertThat(told.next()).isEqualTo("opened GET");
        assertThat(told.next()).isEqualTo("closed GET NOT_FOUND");
    }

    @Test
    void requestsThatCanNotBeUnderstoodAreRefusedAndOpenNothing() throws Exception {
        get("10.0.0.1:80").ended();
        new ClientStream<ChangesRequest, Change>(
                        served.channel, HistoryGrpc.getChangesMethod(), ChangesRequest.getDefaultInstance())
                .ended();

        assertThat(told.next()).isEqualTo("refused GET INVALID_ARGUMENT");
        assertThat(told.next()).isEqualTo("refused HISTORY INVALID_ARGUMENT");
    }

    @Test
    void aQuestionForOnePolicyIsAStreamOfOneMessage() throws Exception {
        served.policies.set(PolicyServiceIT.WEB_80, PolicyServiceIT.opaque(80));

        new ClientStream<>(served.policyChannel, OutboundPoliciesGrpc.getGetMethod(), PolicyServiceIT.REQUEST).ended();

        assertThat(told.next()).isEqualTo("opened GET_OUTBOUND_POLICY");
        assertThat(told.next()).isEqualTo("sent GET_OUTBOUND_POLICY");
        assertThat(told.next()).isEqualTo("closed GET_OUTBOUND_POLICY OK");
    }

    private ClientStream<GetDestination, Update> get(String path) {
        return new ClientStream<>(
                served.channel,
                DestinationGrpc.getGetMethod(),
                GetDestination.newBuilder().setPath(path).build());
    }

    private static final class Told implements DiscoveryObserver {
        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return String.valueOf(words.poll(10, TimeUnit.SECONDS));
        }

        @Override
        public void opened(Method method) {
            words.add("opened " + method);
        }

        @Override
        public void closed(Method method, Status.Code code) {
            words.add("closed " + method + " " + code);
        }

        @Override
        public void refused(Method method, Status.Code code) {
            words.add("refused " + method + " " + code);
        }

        @Override
        public void sent(Method method) {
            words.add("sent " + method);
        }
    }
}
