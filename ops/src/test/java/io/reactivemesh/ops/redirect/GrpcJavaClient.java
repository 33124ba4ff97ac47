package io.reactivemesh.ops.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** grpc-java's client of the server in {@code grpc.cjs}; tries and prints the same as the client there. Run by {@link NodeClientsIT}. */
final class GrpcJavaClient {
    private static final int LARGE_BYTES = 4 * 1024 * 1024;

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static final MethodDescriptor<byte[], byte[]> UNARY = method("Unary", MethodType.UNARY);
    private static final MethodDescriptor<byte[], byte[]> COLLECT = method("Collect", MethodType.CLIENT_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> EXPAND = method("Expand", MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> CHAT = method("Chat", MethodType.BIDI_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> HANG = method("Hang", MethodType.UNARY);
    private static final MethodDescriptor<byte[], byte[]> CANCELLATIONS = method("Cancellations", MethodType.UNARY);
    private static final MethodDescriptor<byte[], byte[]> FAIL = method("Fail", MethodType.UNARY);

    private static final Metadata.Key<String> ECHO = Metadata.Key.of("x-echo", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> ECHO_BIN = Metadata.Key.of("x-echo-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final Metadata.Key<byte[]> REASON_BIN =
            Metadata.Key.of("x-reason-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private final Channel channel;

    private GrpcJavaClient(Channel channel) {
        this.channel = channel;
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName("mesh.test.Echo/" + name)
                .setRequestMarshaller(BYTES)
                .setResponseMarshaller(BYTES)
                .build();
    }

    /** {@code call HOST:PORT} tries everything, {@code compressed HOST:PORT} a message with gzip. */
    public static void main(String[] arguments) throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + arguments[1])
                .maxInboundMessageSize(2 * LARGE_BYTES)
                .usePlaintext()
                .build();
        GrpcJavaClient client = new GrpcJavaClient(channel);
        if (arguments[0].equals("compressed")) {
            client.tryCompressed();
            System.out.println("gzip");
        } else {
            client.tryAll(System.out);
        }
        assertThat(channel.shutdown().awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private void tryAll(PrintStream out) throws InterruptedException {
        tryUnary();
        out.println("unary, metadata and trailers");
        tryClientStreaming();
        out.println("client streaming");
        tryServerStreaming();
        out.println("server streaming");
        tryBidi();
        out.println("bidirectional streaming");
        int before = cancellations();
        tryDeadline();
        out.println("deadline");
        tryCancel(before);
        out.println("cancel");
        tryFailure();
        out.println("failure");
        byte[] large = new byte[LARGE_BYTES];
        new Random(1).nextBytes(large);
        assertThat(ask(channel, UNARY, CallOptions.DEFAULT, large)).isEqualTo(large);
        out.println("4 MiB");
    }

    private static byte[] ask(
            Channel channel, MethodDescriptor<byte[], byte[]> method, CallOptions options, byte[] request) {
        return ClientCalls.blockingUnaryCall(channel, method, options, request);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void tryUnary() {
        byte[] binary = new byte[100];
        new Random(2).nextBytes(binary);
        Metadata metadata = new Metadata();
        metadata.put(ECHO, "one");
        metadata.put(ECHO, "two");
        metadata.put(ECHO_BIN, binary);
        AtomicReference<Metadata> head = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        Channel looking = ClientInterceptors.intercept(
                channel,
                MetadataUtils.newAttachHeadersInterceptor(metadata),
                MetadataUtils.newCaptureMetadataInterceptor(head, trailers));

        assertThat(ask(looking, UNARY, CallOptions.DEFAULT, bytes("hello"))).isEqualTo(bytes("hello"));

        assertThat(String.join(", ", head.get().getAll(ECHO))).isEqualTo("one, two");
        assertThat(trailers.get().get(ECHO_BIN)).isEqualTo(binary);
    }

    private void tryCompressed() {
        byte[] zeros = new byte[LARGE_BYTES];

        assertThat(ask(channel, UNARY, CallOptions.DEFAULT.withCompression("gzip"), zeros))
                .isEqualTo(zeros);
    }

    /** Collects what comes; the end is an empty message. */
    private static final class Answers implements StreamObserver<byte[]> {
        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        @Override
        public void onNext(byte[] message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            end.complete(null);
        }

        byte[] next() throws InterruptedException {
            byte[] message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("an answer").isNotNull();
            return message;
        }

        void awaitEnd() {
            end.orTimeout(10, TimeUnit.SECONDS).join();
            assertThat(messages).isEmpty();
        }
    }

    private void tryClientStreaming() throws InterruptedException {
        Answers answers = new Answers();
        StreamObserver<byte[]> requests =
                ClientCalls.asyncClientStreamingCall(channel.newCall(COLLECT, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 1_000; i++) {
            requests.onNext(new byte[1_000]);
        }
        requests.onCompleted();
        assertThat(answers.next()).isEqualTo(bytes("1000 1000000"));
        answers.awaitEnd();
    }

    private void tryServerStreaming() {
        Iterator<byte[]> answers =
                ClientCalls.blockingServerStreamingCall(channel, EXPAND, CallOptions.DEFAULT, bytes("200 50000"));
        int messages = 0;
        for (; answers.hasNext(); messages++) {
            byte[] message = answers.next();
            assertThat(message).hasSize(50_000);
            assertThat(message[49_999]).isEqualTo((byte) messages);
        }
        assertThat(messages).isEqualTo(200);
    }

    private void tryBidi() throws InterruptedException {
        Answers answers = new Answers();
        StreamObserver<byte[]> requests =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(CHAT, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 50; i++) {
            requests.onNext(bytes("ping " + i));
            assertThat(answers.next()).isEqualTo(bytes("ping " + i));
        }
        requests.onCompleted();
        answers.awaitEnd();
    }

    private void tryDeadline() {
        CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS);

        assertThat(failure(HANG, soon).getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    private StatusRuntimeException failure(MethodDescriptor<byte[], byte[]> method, CallOptions options) {
        try {
            byte[] unexpected = ask(channel, method, options, new byte[0]);
            throw new AssertionError("answered: " + unexpected.length + " bytes");
        } catch (StatusRuntimeException e) {
            return e;
        }
    }

    private int cancellations() {
        return Integer.parseInt(
                new String(ask(channel, CANCELLATIONS, CallOptions.DEFAULT, new byte[0]), StandardCharsets.UTF_8));
    }

    /** The server has to hear of both that were given up: this one, and that of the deadline. */
    private void tryCancel(int before) {
        ClientCall<byte[], byte[]> call = channel.newCall(HANG, CallOptions.DEFAULT);
        Answers answers = new Answers();
        ClientCalls.asyncUnaryCall(call, new byte[0], answers);
        // The server answers calls in the order in which they came: it has this one.
        assertThat(cancellations()).isBetween(before, before + 1);
        call.cancel("enough", null);
        assertThat(answers.end).failsWithin(10, TimeUnit.SECONDS);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (cancellations() != before + 2) {
            assertThat(System.nanoTime()).as("the server hears of it").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void tryFailure() {
        StatusRuntimeException failure = failure(FAIL, CallOptions.DEFAULT);

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(failure.getStatus().getDescription()).isEqualTo("schön: 100 %");
        Metadata trailers = Objects.requireNonNull(failure.getTrailers(), "trailers");
        assertThat(trailers.get(REASON_BIN)).isEqualTo(new byte[] {0, -1, 44, 10});
    }
}
