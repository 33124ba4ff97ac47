package io.reactivemesh.proxy.transport;

import io.netty.channel.unix.Errors.NativeIoException;
import io.reactivemesh.proxy.admin.Cell;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Gauge;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transport meters of one peer: connections opened, open and closed, bytes read and written.
 *
 * <p>Event loop only.
 */
public final class ConnectionMeter {

    private final Metrics metrics;
    private final Labels labels;
    private final Counter opened;
    private final Gauge open;
    private final Counter readBytes;
    private final Counter writtenBytes;
    private final @Nullable Counter received;
    private final @Nullable Counter sent;
    private final Map<String, Counter> closed = new HashMap<>(2);

    /**
     * Resolves the cells.
     *
     * @param labels direction, peer and what is known of it, in the order of exposition
     */
    public ConnectionMeter(Metrics metrics, Labels labels) {
        this(metrics, labels, null);
    }

    /**
     * Resolves the cells.
     *
     * @param labels direction, peer and what is known of it, in the order of exposition
     * @param zone where the peer is, as traffic between zones may cost; null = not counted
     */
    public ConnectionMeter(Metrics metrics, Labels labels, @Nullable String zone) {
        this.metrics = metrics;
        this.labels = labels;
        this.opened = metrics.counter(ProxyMetrics.TCP_OPEN_TOTAL, labels);
        this.open = metrics.gauge(ProxyMetrics.TCP_OPEN_CONNECTIONS, labels);
        this.readBytes = metrics.counter(ProxyMetrics.TCP_READ_BYTES_TOTAL, labels);
        this.writtenBytes = metrics.counter(ProxyMetrics.TCP_WRITE_BYTES_TOTAL, labels);
        this.received = zone == null ? null : cost(metrics, "Recv", zone);
        this.sent = zone == null ? null : cost(metrics, "Send", zone);
    }

    private static Counter cost(Metrics metrics, String operation, String zone) {
        return metrics.counter(
                ProxyMetrics.OUTBOUND_TCP_TRANSFER_COST_BYTES_TOTAL,
                Labels.of("op", operation).and("zone_locality", zone));
    }

    void opened() {
        opened.increment();
        open.increment();
    }

    void read(int bytes) {
        readBytes.add(bytes);
        if (received != null) {
            received.add(bytes);
        }
    }

    void wrote(int bytes) {
        writtenBytes.add(bytes);
        if (sent != null) {
            sent.add(bytes);
        }
    }

    /** Counts the end of a connection under the name of its error, empty when it ended well. */
    void closed(String errno) {
        open.decrement();
        closed.computeIfAbsent(errno, name -> metrics.counter(ProxyMetrics.TCP_CLOSE_TOTAL, labels.and("errno", name)))
                .increment();
    }

    /** Gives all cells up; what they counted stays. */
    public void release() {
        opened.release();
        open.release();
        readBytes.release();
        writtenBytes.release();
        closed.values().forEach(Cell::release);
        if (received != null) {
            received.release();
        }
        if (sent != null) {
            sent.release();
        }
    }

    /** The symbolic name of a socket error, such as {@code ECONNRESET}; empty when it is none. */
    static String errno(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof java.net.ConnectException || message.contains("refused")) {
            return "ECONNREFUSED";
        }
        if (message.contains("reset by peer")) {
            return "ECONNRESET";
        }
        if (message.contains("Broken pipe")) {
            return "EPIPE";
        }
        if (message.contains("timed out")) {
            return "ETIMEDOUT";
        }
        return cause instanceof NativeIoException || cause instanceof java.io.IOException ? "EIO" : "";
    }
}
