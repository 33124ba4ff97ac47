package io.reactivemesh.actors.answers;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One call, and its messages as text in the order in which they came. */
final class AnswerStream implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<List<String>> messages = new LinkedBlockingQueue<>();
    private final Context.CancellableContext context = Context.current().withCancellation();

    AnswerStream(Channel channel, Row.Call call) {
        GetDestination request = GetDestination.newBuilder()
                .setPath(call.path())
                .setContextToken(call.token())
                .setScheme(call.scheme())
                .build();
        context.run(() -> {
            if (call.profile()) {
                DestinationGrpc.newStub(channel).getProfile(request, new Messages<>(WireText::of));
            } else {
                DestinationGrpc.newStub(channel).get(request, new Messages<>(WireText::of));
            }
        });
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
