package io.reactivemesh.proxy.admin;

import static io.reactivemesh.proxy.admin.ProxyMetrics.REQUEST_TOTAL;
import static io.reactivemesh.proxy.admin.ProxyMetrics.RESPONSE_LATENCY_MS;
import static io.reactivemesh.proxy.admin.ProxyMetrics.RESPONSE_TOTAL;
import static io.reactivemesh.proxy.admin.ProxyMetrics.TCP_CLOSE_TOTAL;
import static io.reactivemesh.proxy.admin.ProxyMetrics.TCP_OPEN_CONNECTIONS;
import static io.reactivemesh.proxy.admin.ProxyMetrics.TCP_OPEN_TOTAL;
import static io.reactivemesh.proxy.admin.ProxyMetrics.TCP_READ_BYTES_TOTAL;
import static io.reactivemesh.proxy.admin.ProxyMetrics.TCP_WRITE_BYTES_TOTAL;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts the admin server's own connections and requests, which are inbound traffic of the proxy like any other.
 * Written by the one loop that serves them all, so that it may be shared by all of them.
 */
@Sharable
final class AdminMeters extends ChannelDuplexHandler {

    private final Metrics metrics;
    private final LongSupplier nanoTime;
    private final Labels requestLabels;
    private final Counter requests;
    private final Counter opened;
    private final Gauge open;
    private final Counter closed;
    private final Counter read;
    private final Counter written;
    private final Map<Integer, Counter> responses = new HashMap<>();
    private final Map<Integer, Histogram> latencies = new HashMap<>();

    /**
     * @param address where the server listens
     * @param policy name of the inbound policy that lets the requests in
     */
    AdminMeters(Metrics metrics, InetSocketAddress address, String policy, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        String ip = address.getAddress().getHostAddress();
        String port = Integer.toString(address.getPort());
        Labels target = Labels.of("target_addr", ip.indexOf(':') < 0 ? ip + ":" + port : "[" + ip + "]:" + port)
                .and("target_ip", ip)
                .and("target_port", port);
        Labels tls = Labels.of("tls", "no_identity").and("no_tls_reason", "no_tls_from_remote");
        Labels server = resource("srv", policy).and("srv_port", port);
        this.requestLabels = Labels.of("direction", "inbound")
                .and(target)
                .and(tls)
                .and(server)
                .and(resource("route", "default"))
                .and(resource("authz", policy));
        Labels transport = Labels.of("direction", "inbound")
                .and("peer", "src")
                .and(target)
                .and(tls)
                .and(server);
        this.requests = metrics.counter(REQUEST_TOTAL, requestLabels);
        this.opened = metrics.counter(TCP_OPEN_TOTAL, transport);
        this.open = metrics.gauge(TCP_OPEN_CONNECTIONS, transport);
        this.closed = metrics.counter(TCP_CLOSE_TOTAL, transport.and("errno", ""));
        this.read = metrics.counter(TCP_READ_BYTES_TOTAL, transport);
        this.written = metrics.counter(TCP_WRITE_BYTES_TOTAL, transport);
    }

    private static Labels resource(String prefix, String name) {
        return Labels.of(prefix + "_group", "").and(prefix + "_kind", "default").and(prefix + "_name", name);
    }

    /** Counts a request; returns when it was. */
    long request() {
        requests.increment();
        return nanoTime.getAsLong();
    }

    void response(int status, long started) {
        responses.computeIfAbsent(status, this::responseCounter).increment();
        latencies.computeIfAbsent(status, this::latencyHistogram).record(nanoTime.getAsLong() - started);
    }

    private Counter responseCounter(int status) {
        Labels labels = requestLabels
                .and("status_code", Integer.toString(status))
                .and("classification", status >= 500 ? "failure" : "success")
                .and("grpc_status", "")
                .and("error", "");
        return metrics.counter(RESPONSE_TOTAL, labels);
    }

    private Histogram latencyHistogram(int status) {
        return metrics.histogram(RESPONSE_LATENCY_MS, requestLabels.and("status_code", Integer.toString(status)));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        opened.increment();
        open.increment();
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        open.decrement();
        closed.increment();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            read.add(bytes.readableBytes());
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            written.add(bytes.readableBytes());
        }
        context.write(message, promise);
    }
}
