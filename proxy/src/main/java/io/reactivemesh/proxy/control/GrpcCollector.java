package io.reactivemesh.proxy.control;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.trace.Collector;
import io.reactivemesh.proxy.trace.Span;
import io.reactivemesh.wire.otlp.ExportTraceServiceRequest;
import io.reactivemesh.wire.otlp.ExportTraceServiceResponse;
import io.reactivemesh.wire.otlp.TraceServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A collector that speaks OTLP over gRPC, connected to as the services of the control plane are. Confined to the control loop. */
public final class GrpcCollector implements Collector {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcCollector.class);
    private static final Duration LONGEST_EXPORT = Duration.ofSeconds(10);

    private final ControlChannel channel;
    private final ControlLoop loop;
    private final ControlMetrics metrics;
    private final Map<String, String> resource;
    private volatile boolean closed;

    /**
     * Begins to connect, and returns before; exports wait until it can be called.
     *
     * @param service the collector
     * @param resource attributes of this proxy
     * @param backoff up to a second between attempts to connect
     * @param loop where everything happens
     * @param nanoTime monotonic clock in nanoseconds
     * @param random jitter
     */
    public GrpcCollector(
            GrpcDiscovery.Service service,
            Map<String, String> resource,
            Backoff backoff,
            EventLoop loop,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.loop = new ControlLoop(loop, nanoTime);
        this.metrics = service.metrics();
        this.channel = new ControlChannel(backoff, random, this.loop, metrics);
        this.resource = Map.copyOf(resource);
        metrics.follow(channel::lostNanos);
        Thread.ofPlatform().daemon().name("trace-start").start(() -> {
            ManagedChannel made = service.connect().get();
            if (closed) {
                // Nothing was ever sent, and the loop may have ended.
                var _ = made.shutdownNow();
            } else {
                this.loop.open(() -> channel.open(made));
            }
        });
    }

    @Override
    public void export(List<Span> batch, Consumer<Boolean> outcome) {
        ExportTraceServiceRequest request = SpanMapping.toWire(resource, batch);
        loop.execute(() -> ClientCalls.asyncUnaryCall(
                channel.call(TraceServiceGrpc.getExportMethod(), LONGEST_EXPORT),
                request,
                new Export(metrics.called(), outcome)));
    }

    @Override
    public void close() {
        closed = true;
        loop.execute(channel::close);
    }

    /** One call and what came of it. */
    private static final class Export implements StreamObserver<ExportTraceServiceResponse> {

        private final ControlObserver.CallObserver call;
        private final Consumer<Boolean> outcome;

        Export(ControlObserver.CallObserver call, Consumer<Boolean> outcome) {
            this.call = call;
            this.outcome = outcome;
        }

        @Override
        public void onNext(ExportTraceServiceResponse response) {
            call.answered();
            if (response.getPartialSuccess().getRejectedSpans() > 0) {
                LOG.atDebug()
                        .addKeyValue(
                                LogKeys.REASON, response.getPartialSuccess().getErrorMessage())
                        .addKeyValue("rejected", response.getPartialSuccess().getRejectedSpans())
                        .log("Spans rejected");
            }
        }

        @Override
        public void onError(Throwable failure) {
            Status status = Status.fromThrowable(failure);
            call.ended(status);
            LOG.atDebug().addKeyValue(LogKeys.STATUS, status).log("Span export failed");
            outcome.accept(false);
        }

        @Override
        public void onCompleted() {
            call.ended(Status.OK);
            outcome.accept(true);
        }
    }
}
