package io.reactivemesh.actors.answers;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.net.IPAddress;
import io.reactivemesh.wire.net.IPv6;
import io.reactivemesh.wire.net.TcpAddress;
import io.reactivemesh.wire.outbound.OutboundPoliciesGrpc;
import io.reactivemesh.wire.outbound.TrafficSpec;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One call, and its messages as text in the order in which they came. */
final class AnswerStream implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    /** Who asks for policies where a row does not say. */
    private static final String SOMEBODY = "{\"ns\":\"clients\",\"pod\":\"client-1\"}\n";

    private final BlockingQueue<List<String>> messages = new LinkedBlockingQueue<>();
    private final Context.CancellableContext context = Context.current().withCancellation();

    /**
     * Asks.
     *
     * @param policies where outbound policies are served
     */
    AnswerStream(Channel channel, Channel policies, Row.Call call) {
        GetDestination request = GetDestination.newBuilder()
                .setPath(call.path())
                .setContextToken(call.token())
                .setScheme(call.scheme())
                .build();
        context.run(() -> {
            switch (call.method()) {
                case GET -> DestinationGrpc.newStub(channel).get(request, new Messages<>(WireText::of));
                case PROFILE -> DestinationGrpc.newStub(channel).getProfile(request, new Messages<>(WireText::of));
                case POLICY ->
                    OutboundPoliciesGrpc.newStub(policies).watch(traffic(call), new Messages<>(PolicyText::of));
            }
        });
    }

    private static TrafficSpec traffic(Row.Call call) {
        TrafficSpec.Builder traffic =
                TrafficSpec.newBuilder().setSourceWorkload(call.token().isEmpty() ? SOMEBODY : call.token());
        int colon = call.path().lastIndexOf(':');
        String host = colon < 0 ? "" : call.path().substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        IpAddress ip = IpAddress.tryParse(bracketed ? host.substring(1, host.length() - 1) : host);
        if (ip == null) {
            return traffic.setAuthority(call.path()).build();
        }
        return traffic.setAddr(TcpAddress.newBuilder()
                        .setIp(wire(ip))
                        .setPort(Integer.parseInt(call.path().substring(colon + 1))))
                .build();
    }

    private static IPAddress wire(IpAddress ip) {
        return switch (ip) {
            case IpAddress.V4(int bits) -> IPAddress.newBuilder().setIpv4(bits).build();
            case IpAddress.V6(long high, long low) ->
                IPAddress.newBuilder()
                        .setIpv6(IPv6.newBuilder().setFirst(high).setLast(low))
                        .build();
        };
    }

    /** The next message, or the status that ended the stream. */
    List<String> next() {
        try {
            List<String> message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return message == null ? List.of("nothing for " + PATIENCE_SECONDS + " s") : message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        context.cancel(null);
    }

    private final class Messages<M> implements StreamObserver<M> {
        private final Function<M, List<String>> text;

        private Messages(Function<M, List<String>> text) {
            this.text = text;
        }

        @Override
        public void onNext(M message) {
            messages.add(text.apply(message));
        }

        @Override
        public void onError(Throwable failure) {
            messages.add(List.of(Status.fromThrowable(failure).getCode().name()));
        }

        @Override
        public void onCompleted() {
            messages.add(List.of(Status.Code.OK.name()));
        }
    }
}
