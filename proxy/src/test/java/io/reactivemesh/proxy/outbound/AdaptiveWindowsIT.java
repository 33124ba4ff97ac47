package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.reactivemesh.proxy.control.Http2Params;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.GrpcEcho;
import io.reactivemesh.proxy.testing.RunningProxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Windows that grow on both sides of a proxy while streams are under way, with peers that know nothing of it. */
class AdaptiveWindowsIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final int STREAMS = 4;
    private static final int MESSAGES = 60;
    private static final String MESSAGE = "x".repeat(256 * 1024);

    /** Counts what comes back. */
    private static final class Answers implements StreamObserver<String> {

        private final CompletableFuture<Integer> all = new CompletableFuture<>();
        private int whole;

        @Override
        public void onNext(String message) {
            whole += message.equals(MESSAGE) ? 1 : 0;
        }

        @Override
        public void onError(Throwable failure) {
            all.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            all.complete(whole);
        }
    }

    private static ProxyEndpoint adaptive(InetSocketAddress address) {
        ProxyEndpoint bare = ProxyEndpoint.of(address);
        Http2Params params =
                new Http2Params(true, null, null, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
        return new ProxyEndpoint(
                address, bare.weight(), bare.labels(), bare.zone(), null, ProxyEndpoint.Hint.NONE, 0, null, params);
    }

    @Test
    void largeStreamsArriveWholeWhileWindowsGrow() {
        FakeDiscovery discovery =
                new FakeDiscovery().profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"));
        try (GrpcEcho server = GrpcEcho.start();
                RunningProxy proxy = RunningProxy.start(
                        discovery, Map.of("LINKERD2_PROXY_OUTBOUND_SERVER_HTTP2_ADAPTIVE_FLOW_CONTROL", "true"))) {
            discovery.endpoints(WEB, List.of(adaptive(server.address())));
            ManagedChannel channel =
                    GrpcEcho.channel(proxy.proxy().boundAddresses().outbound().getFirst(), WEB);
            try {
                List<Answers> answers = new ArrayList<>();
                for (int i = 0; i < STREAMS; i++) {
                    Answers own = new Answers();
                    answers.add(own);
                    StreamObserver<String> requests = ClientCalls.asyncBidiStreamingCall(
                            channel.newCall(GrpcEcho.CHAT, CallOptions.DEFAULT), own);
                    for (int message = 0; message < MESSAGES; message++) {
                        requests.onNext(MESSAGE);
                    }
                    requests.onCompleted();
                }

                assertThat(answers)
                        .allSatisfy(each -> assertThat(
                                        each.all.orTimeout(60, TimeUnit.SECONDS).join())
                                .isEqualTo(MESSAGES));
            } finally {
                channel.shutdownNow();
            }
        }
    }
}
