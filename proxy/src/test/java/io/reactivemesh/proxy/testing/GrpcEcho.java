package io.reactivemesh.proxy.testing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A gRPC service of strings that sends back what it gets, and clients of it. */
public final class GrpcEcho implements AutoCloseable {

    private static final MethodDescriptor.Marshaller<String> TEXT = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    public static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
    public static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);

    private final Server server;

    private GrpcEcho(Server server) {
        this.server = server;
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("mesh.Echo/" + name)
                .setRequestMarshaller(TEXT)
                .setResponseMarshaller(TEXT)
                .build();
    }

    /** Starts a server on a free loopback port. */
    public static GrpcEcho start() {
        ServerServiceDefinition service = ServerServiceDefinition.builder("mesh.Echo")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall((request, responses) -> {
                    responses.onNext(request);
                    responses.onCompleted();
                }))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(GrpcEcho::chat))
                .build();
        try {
            return new GrpcEcho(
                    NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .addService(service)
                            .build()
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StreamObserver<String> chat(StreamObserver<String> responses) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String value) {
                responses.onNext(value);
            }

            @Override
            public void onError(Throwable failure) {
                // The client has gone: nobody to tell.
            }

            @Override
            public void onCompleted() {
                responses.onCompleted();
            }
        };
    }

    /** A channel to that address for that authority. */
    public static ManagedChannel channel(InetSocketAddress address, String authority) {
        return NettyChannelBuilder.forAddress(address)
                .overrideAuthority(authority)
                .usePlaintext()
                .build();
    }

    /** Calls {@link #UNARY}. */
    public static String unary(Channel channel, String request) {
        return ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, request);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
