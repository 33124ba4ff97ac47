package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client's side of one response stream. Every wait has a deadline. */
final class ClientStream<Q, R> {
    private static final int DEADLINE_SECONDS = 10;

    final CompletableFuture<Metadata> headers = new CompletableFuture<>();
    final CompletableFuture<Status> status = new CompletableFuture<>();
    private final BlockingQueue<R> messages = new LinkedBlockingQueue<>();
    private final ClientCall<Q, R> call;

    ClientStream(io.grpc.Channel channel, MethodDescriptor<Q, R> method, Q request) {
        call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onHeaders(Metadata received) {
                        headers.complete(received);
                    }

                    @Override
                    public void onMessage(R message) {
                        messages.add(message);
                        call.request(1);
                    }

                    @Override
                    public void onClose(Status ended, Metadata trailers) {
                        status.complete(ended);
                    }
                },
                new Metadata());
        call.sendMessage(request);
        call.halfClose();
        call.request(1);
    }

    R next() throws Exception {
        R message = messages.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(message)
                .as("a message in time; status %s", status.getNow(null))
                .isNotNull();
        return message;
    }

    Status ended() throws Exception {
        return status.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    void awaitHeaders() throws Exception {
        assertThat(headers.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isNotNull();
    }

    boolean quiet() {
        return messages.isEmpty() && !status.isDone();
    }

    void cancel() {
        call.cancel("the test is done with it", null);
    }
}
