package io.reactivemesh.proxy.access;

import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.stack.HeadObserver;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.RequestHead;
import io.reactivemesh.proxy.stack.Service;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The access log of one proxy, shared by its event loops: notes each request when it comes, and writes its line when the head of the
 * response is known, be it the application's or our own. Any thread.
 */
public final class AccessLog implements AutoCloseable {

    /** In place of an identity: none was proven. */
    public static final String NO_IDENTITY = "-";

    private final InstantSource wallClock;
    private final LongSupplier nanoTime;
    private final EntryWriter writer;

    /**
     * Opens the log and starts its writer.
     *
     * @param out where lines go; not closed
     * @param wallClock when requests came
     * @param nanoTime monotonic clock in nanoseconds
     */
    public AccessLog(
            ProxyConfig.AccessLog format,
            OutputStream out,
            Metrics metrics,
            InstantSource wallClock,
            LongSupplier nanoTime) {
        this.wallClock = wallClock;
        this.nanoTime = nanoTime;
        this.writer = new EntryWriter(format, out);
        Counter dropped = metrics.counter(ProxyMetrics.MESH_ACCESS_LOG_DROPPED_TOTAL, Labels.NONE);
        metrics.beforeExposition(() -> dropped.add(writer.dropped() - dropped.value()));
    }

    /**
     * The service of one connection under this log; above everything that may refuse.
     *
     * @param clientId the client's proven identity, {@link #NO_IDENTITY} = none
     */
    public Service<HttpCall> over(Service<HttpCall> below, InetSocketAddress client, String clientId) {
        return call -> {
            Pending pending = new Pending(client, clientId, request(call.request()));
            call.measurement().watch().add(pending);
            below.call(call);
            pending.wentDown();
        };
    }

    private AccessEntry.Request request(RequestHead head) {
        Instant at = wallClock.instant();
        return new AccessEntry.Request(
                at,
                head.method(),
                head.target(),
                head.version(),
                first(head, "x-b3-traceid", "x-request-id", "x-amzn-trace-id"),
                first(head, "content-length"),
                first(head, "user-agent"),
                first(head, "host"));
    }

    private static String first(RequestHead head, String... names) {
        for (String name : names) {
            String value = head.header(name);
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    /** Writes what waits. After the last request. */
    @Override
    public void close() {
        writer.close();
    }

    /** A request whose response has not begun. */
    private final class Pending implements HeadObserver {

        private final InetSocketAddress client;
        private final String clientId;
        private final AccessEntry.Request request;
        private final long began = nanoTime.getAsLong();
        private long processing = -1;

        Pending(InetSocketAddress client, String clientId, AccessEntry.Request request) {
            this.client = client;
            this.clientId = clientId;
            this.request = request;
        }

        /** The layers below have done with the request what they could at once. */
        void wentDown() {
            processing = nanoTime.getAsLong() - began;
        }

        @Override
        public void answered(int status, long contentLength) {
            long total = nanoTime.getAsLong() - began;
            write(new AccessEntry.Answer(status, contentLength, total, processing < 0 ? total : processing));
        }

        @Override
        public void unanswered() {
            write(AccessEntry.Answer.NONE);
        }

        private void write(AccessEntry.Answer answer) {
            writer.offer(new AccessEntry(client, clientId, request, answer));
        }
    }
}
