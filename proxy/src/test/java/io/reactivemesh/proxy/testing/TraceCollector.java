package io.reactivemesh.proxy.testing;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A collector on loopback, made of OpenTelemetry's own messages and service. */
public final class TraceCollector extends TraceServiceGrpc.TraceServiceImplBase implements AutoCloseable {

    private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
    private final Server server;

    private TraceCollector() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a collector on a free port. */
    public static TraceCollector start() {
        return new TraceCollector();
    }

    /** Where it is, for {@code LINKERD2_PROXY_TRACE_COLLECTOR_SVC_ADDR}. */
    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void export(ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> response) {
        received.addAll(request.getResourceSpansList());
        response.onNext(ExportTraceServiceResponse.getDefaultInstance());
        response.onCompleted();
    }

    /** All spans so far. */
    public List<Span> spans() {
        return received.stream()
                .flatMap(each -> each.getScopeSpansList().stream())
                .flatMap(each -> each.getSpansList().stream())
                .toList();
    }

    /** The one span that is such. */
    public Span span(Predicate<Span> such) {
        List<Span> found = spans().stream().filter(such).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans (expected: 1) among " + spans());
        }
        return found.getFirst();
    }

    /** The attributes of those who have exported, one map for each batch. */
    public List<Map<String, String>> resources() {
        return received.stream()
                .map(each -> attributes(each.getResource().getAttributesList()))
                .toList();
    }

    /** Attributes as a map; all are strings. */
    public static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey, each -> each.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
