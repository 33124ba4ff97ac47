package io.reactivemesh.proxy.interop;

import io.grpc.ForwardingServerBuilder;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.InternalNettyServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** gRPC's client and server of the interoperability cases, with something between them. One case each. */
final class ProxiedInterop extends AbstractInteropTest {

    private final String authority;
    private final UnaryOperator<InetSocketAddress> way;
    private @Nullable Server server;

    /**
     * Creates the two ends.
     *
     * @param authority whom the client asks for
     * @param way takes the server's address, once, and returns the address that the client is to connect to
     */
    ProxiedInterop(String authority, UnaryOperator<InetSocketAddress> way) {
        this.authority = authority;
        this.way = way;
    }

    /** Remembers the server, as only it knows its port. */
    private final class Remembered extends ForwardingServerBuilder<Remembered> {

        private final ServerBuilder<?> builder;

        Remembered(ServerBuilder<?> builder) {
            this.builder = builder;
        }

        @Override
        protected ServerBuilder<?> delegate() {
            return builder;
        }

        @Override
        public Server build() {
            Server built = super.build();
            server = built;
            return built;
        }
    }

    @Override
    protected ServerBuilder<?> getServerBuilder() {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .maxInboundMessageSize(MAX_MESSAGE_SIZE)
                .flowControlWindow(TEST_FLOW_CONTROL_WINDOW);
        // The cases look at what their own tracer has seen.
        InternalNettyServerBuilder.setStatsEnabled(builder, false);
        return new Remembered(builder.addStreamTracerFactory(createCustomCensusTracerFactory()));
    }

    @Override
    protected ManagedChannelBuilder<?> createChannelBuilder() {
        int port = Objects.requireNonNull(server).getPort();
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                        way.apply(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                .overrideAuthority(authority)
                .maxInboundMessageSize(MAX_MESSAGE_SIZE)
                .flowControlWindow(TEST_FLOW_CONTROL_WINDOW)
                .usePlaintext();
        InternalNettyChannelBuilder.setStatsEnabled(builder, false);
        return builder.intercept(createCensusStatsClientInterceptor());
    }
}
