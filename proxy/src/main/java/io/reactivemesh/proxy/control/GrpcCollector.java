package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.grpc.GrpcCall;
import io.reactivemesh.proxy.grpc.GrpcMethod;
import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.proxy.stack.GrpcCode;
import io.reactivemesh.proxy.trace.Collector;
import io.reactivemesh.proxy.trace.Span;
import io.reactivemesh.wire.otlp.ExportTraceServiceRequest;
import io.reactivemesh.wire.otlp.ExportTraceServiceResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A collector that speaks OTLP over gRPC, connected to as the services of the control plane are. Confined to the control loop. */
public final class GrpcCollector implements Collector {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcCollector.class);
    private static final Duration LONGEST_EXPORT = Duration.ofSeconds(10);

    /** One more than there may be, so that a second one is seen. */
    private static final int ANSWERS = 2;

    private final ControlChannel channel;
    private final ControlLoop loop;
    private final ControlMetrics metrics;
    private final Map<String, String> resource;
    private final Set<Export> going = new HashSet<>();

    /**
     * Begins to connect, and returns before; exports wait until it can be called.
     *
     * @param service the collector
     * @param resource attributes of this proxy
     * @param channels how to connect; everything happens on its loop
     * @param backoff up to a second between attempts to connect
     * @param random jitter
     */
    public GrpcCollector(
            GrpcDiscovery.Service service,
            Map<String, String> resource,
            ControlChannels channels,
            Backoff backoff,
            RandomGenerator random) {
        this.loop = channels.control();
        this.metrics = service.metrics();
        this.channel = channels.plaintext(service.address(), backoff, random, metrics);
        this.resource = Map.copyOf(resource);
        loop.execute(channel::open);
    }

    /** In a class of its own, so that messages are loaded with the first batch. */
    static final class Methods {

        static final GrpcMethod<ExportTraceServiceRequest, ExportTraceServiceResponse> EXPORT = new GrpcMethod<>(
                "/opentelemetry.proto.collector.trace.v1.TraceService/Export", ExportTraceServiceResponse.parser());

        private Methods() {}
    }

    @Override
    public void export(List<Span> batch, Consumer<Boolean> outcome) {
        ExportTraceServiceRequest request = SpanMapping.toWire(resource, batch);
        loop.execute(() -> {
            Export export = new Export(channel.call(Methods.EXPORT, LONGEST_EXPORT), metrics.called(), outcome);
            going.add(export);
            export.begin(request);
        });
    }

    @Override
    public void close() {
        loop.execute(() -> {
            Set.copyOf(going).forEach(Export::abort);
            channel.close();
        });
    }

    /** One call and what came of it. */
    private final class Export implements GrpcCall.Listener<ExportTraceServiceResponse> {

        private final GrpcCall<ExportTraceServiceRequest, ExportTraceServiceResponse> call;
        private final ControlObserver.CallObserver observer;
        private final Consumer<Boolean> outcome;
        private int answers;

        Export(
                GrpcCall<ExportTraceServiceRequest, ExportTraceServiceResponse> call,
                ControlObserver.CallObserver observer,
                Consumer<Boolean> outcome) {
            this.call = call;
            this.observer = observer;
            this.outcome = outcome;
        }

        void begin(ExportTraceServiceRequest request) {
            call.request(ANSWERS);
            call.start(request, this);
        }

        void abort() {
            call.cancel("collector closed");
            closed(new GrpcStatus(GrpcCode.UNAVAILABLE, "collector closed"));
        }

        @Override
        public void message(ExportTraceServiceResponse response) {
            answers++;
            observer.answered();
            if (response.getPartialSuccess().getRejectedSpans() > 0) {
                LOG.atDebug()
                        .addKeyValue(
                                LogKeys.REASON, response.getPartialSuccess().getErrorMessage())
                        .addKeyValue("rejected", response.getPartialSuccess().getRejectedSpans())
                        .log("Spans rejected");
            }
        }

        @Override
        public void closed(GrpcStatus said) {
            boolean odd = said.code() == GrpcCode.OK && answers != 1;
            GrpcStatus status = odd ? new GrpcStatus(GrpcCode.INTERNAL, answers + " answers (expected: one)") : said;
            going.remove(this);
            observer.ended(status);
            if (status.code() != GrpcCode.OK) {
                LOG.atDebug().addKeyValue(LogKeys.STATUS, status).log("Span export failed");
            }
            outcome.accept(status.code() == GrpcCode.OK);
        }
    }
}
