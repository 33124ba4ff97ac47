package io.reactivemesh.proxy.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.TcpCall;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that has been accepted and not read from, and the things that can be done with it.
 *
 * <p>Event loop of the connection only. Nothing is read before {@link #detectTls}, {@link #detect}, {@link #http1}, {@link #http2} or
 * {@link #relay}.
 */
public final class Accepted {

    /** Told what a connection speaks; answers by calling {@link #http1} or {@link #relay}. */
    @FunctionalInterface
    public interface Detected {

        /**
         * The verdict is there. After {@link Protocol#ERROR} the connection is gone already.
         *
         * @param nanos how long detection took
         */
        void judged(Protocol protocol, long nanos);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Accepted.class);

    private final SocketChannel channel;
    private final Loop loop;
    private @Nullable ConnectionMeter meter;
    private boolean counted;

    private Accepted(SocketChannel channel, Loop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** Takes on an accepted connection. */
    public static Accepted of(SocketChannel channel, Loop loop) {
        if (LOG.isDebugEnabled()) {
            tell(channel);
        }
        return new Accepted(channel, loop);
    }

    private static void tell(SocketChannel channel) {
        InetSocketAddress client = channel.remoteAddress();
        LOG.atDebug().addKeyValue(LogKeys.CLIENT, client).log("Accepted");
        channel.closeFuture()
                .addListener(
                        _ -> LOG.atDebug().addKeyValue(LogKeys.CLIENT, client).log("Connection closed"));
    }

    /** Says who counts the connection, from its next step on. Once, and before anything but {@link #detectTls}. */
    public Accepted countedBy(ConnectionMeter connectionMeter) {
        meter = connectionMeter;
        return this;
    }

    private ConnectionMeter meter() {
        return Objects.requireNonNull(meter, "connection: not counted yet");
    }

    /** The peer's address. */
    public InetSocketAddress remote() {
        return channel.remoteAddress();
    }

    /** Whether it is still there. */
    public boolean isOpen() {
        return channel.isActive();
    }

    /** Runs {@code task} on the loop when the connection has gone. */
    public void onClosed(Runnable task) {
        channel.closeFuture().addListener(_ -> task.run());
    }

    /**
     * Reads until it is clear whether the client speaks TLS, and tells {@code detected}. Comes first if it comes at all. It counts
     * the connection only if it is known by whom: that may depend on the answer.
     */
    public void detectTls(Duration timeout, Consumer<ClientTls> detected) {
        place(new DetectHandler<>(loop, timeout, new TlsDetector(), (tls, _) -> detected.accept(tls), () -> {
            if (meter != null) {
                meter.closed("");
            }
        }));
    }

    /** Reads once and asks {@code detected} what to do. */
    public void detect(Duration timeout, Detected detected) {
        DetectHandler.Outcome<Protocol> outcome = (protocol, nanos) -> {
            if (protocol == Protocol.READ_TIMEOUT) {
                LOG.atInfo()
                        .addKeyValue(LogKeys.CLIENT, remote())
                        .addKeyValue(LogKeys.TIMEOUT, timeout)
                        .log("Continuing after timeout");
            }
            detected.judged(protocol, nanos);
        };
        place(new DetectHandler<>(loop, timeout, new HttpDetector(), outcome, () -> meter().closed("")));
    }

    /** Serves HTTP/1 on it. */
    public void http1(HttpSide side, Service<HttpCall> service) {
        place(new Http1ServerConnection(loop, side, service, meter()));
        channel.config().setAutoRead(true);
    }

    /**
     * Serves HTTP/2 on it.
     *
     * @param config what this proxy is as a server
     */
    public void http2(ProxyConfig.Http2 config, HttpSide side, Service<HttpCall> service) {
        place(new Http2ServerConnection(loop, side, service, meter(), Http2Limits.of(config)));
        channel.config().setAutoRead(true);
    }

    /**
     * Relays its bytes to whatever {@code service} connects it to.
     *
     * @param errors told why, when that fails
     */
    public void relay(Service<TcpCall> service, Consumer<Refusal> errors) {
        relay(service, errors, null);
    }

    /**
     * The same for a connection whose TLS hello has been read.
     *
     * @param serverName what the hello asks for, in small letters; null when nobody has looked
     */
    public void relay(Service<TcpCall> service, Consumer<Refusal> errors, @Nullable String serverName) {
        AcceptedTcp call = new AcceptedTcp(loop, meter(), errors, serverName);
        place(call.half());
        call.accepted();
        service.call(call);
    }

    /** Closes it without a word. */
    public void close() {
        channel.close();
    }

    private void place(ChannelHandler handler) {
        ChannelPipeline pipeline = channel.pipeline();
        if (meter != null && !counted) {
            counted = true;
            meter.opened();
        }
        ChannelHandler present = pipeline.first();
        if (present instanceof DetectHandler<?>) {
            pipeline.replace(present, null, handler);
        } else {
            pipeline.addLast(handler);
        }
    }
}
