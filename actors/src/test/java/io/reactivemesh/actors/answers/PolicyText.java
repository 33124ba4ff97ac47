package io.reactivemesh.actors.answers;

import com.google.protobuf.Message;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.httproute.HeaderMatch;
import io.reactivemesh.wire.httproute.HostMatch;
import io.reactivemesh.wire.outbound.Backend;
import io.reactivemesh.wire.outbound.Backend.BalanceP2c;
import io.reactivemesh.wire.outbound.ExponentialBackoff;
import io.reactivemesh.wire.outbound.FailureAccrual;
import io.reactivemesh.wire.outbound.OpaqueRoute;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import io.reactivemesh.wire.outbound.ProxyProtocol;
import io.reactivemesh.wire.outbound.Queue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Outbound policies as lines: one for the policy, one for each rule of each route, in order. Left out is what is as it nearly always is: the
 * queue, the load of a balancer that knows no penalty, and the path of a Service's balancer that is the name of that Service.
 */
final class PolicyText {
    private static final Queue USUAL_QUEUE = Queue.newBuilder()
            .setCapacity(100)
            .setFailfastTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(3))
            .build();
    private static final BalanceP2c.PeakEwma USUAL_LOAD = BalanceP2c.PeakEwma.newBuilder()
            .setDefaultRtt(com.google.protobuf.Duration.newBuilder().setNanos(30_000_000))
            .setDecay(com.google.protobuf.Duration.newBuilder().setSeconds(10))
            .build();

    private PolicyText() {}

    static List<String> of(OutboundPolicy policy) {
        List<String> lines = new ArrayList<>();
        String head = "policy " + WireText.reference(policy.getMetadata());
        ProxyProtocol protocol = policy.getProtocol();
        switch (protocol.getKindCase()) {
            case DETECT -> {
                ProxyProtocol.Detect detect = protocol.getDetect();
                lines.add(head + " detect:" + WireText.duration(detect.getTimeout())
                        + accrual(detect.getHttp1().getFailureAccrual()));
                opaque(detect.getOpaque(), lines);
                detect.getHttp1().getRoutesList().forEach(route -> HttpRouteText.add(route, lines));
                if (!detect.getHttp1().getRoutesList().equals(detect.getHttp2().getRoutesList())
                        || !detect.getHttp1()
                                .getFailureAccrual()
                                .equals(detect.getHttp2().getFailureAccrual())) {
                    lines.add("http2 differs:" + detect.getHttp2().toString().replaceAll("\\s+", "_"));
                }
            }
            case OPAQUE -> {
                lines.add(head + " opaque");
                opaque(protocol.getOpaque(), lines);
            }
            case HTTP1 -> {
                lines.add(head + " http1" + accrual(protocol.getHttp1().getFailureAccrual()));
                protocol.getHttp1().getRoutesList().forEach(route -> HttpRouteText.add(route, lines));
            }
            case HTTP2 -> {
                lines.add(head + " http2" + accrual(protocol.getHttp2().getFailureAccrual()));
                protocol.getHttp2().getRoutesList().forEach(route -> HttpRouteText.add(route, lines));
            }
            case GRPC -> {
                lines.add(head + " grpc" + accrual(protocol.getGrpc().getFailureAccrual()));
                protocol.getGrpc().getRoutesList().forEach(route -> GrpcRouteText.add(route, lines));
            }
            case TLS, KIND_NOT_SET -> lines.add(head + " unexpected:" + protocol.getKindCase());
        }
        return lines.stream().map(WireText::sorted).toList();
    }

    private static String accrual(FailureAccrual accrual) {
        return switch (accrual.getKindCase()) {
            case CONSECUTIVE_FAILURES ->
                " consecutive:" + accrual.getConsecutiveFailures().getMaxFailures() + "/"
                        + backoff(accrual.getConsecutiveFailures().getBackoff());
            case UNIFIED -> {
                FailureAccrual.Unified unified = accrual.getUnified();
                yield " unified:" + unified.getMaxConsecutiveFailures() + "/" + backoff(unified.getBackoff()) + "/"
                        + unified.getSuccessRateThreshold() + "/" + WireText.duration(unified.getDecay()) + "/"
                        + unified.getMinRequests();
            }
            case KIND_NOT_SET -> "";
        };
    }

    static String backoff(ExponentialBackoff backoff) {
        return WireText.duration(backoff.getMinBackoff()) + "-" + WireText.duration(backoff.getMaxBackoff()) + "~"
                + backoff.getJitterRatio() + (backoff.getRespectRetryAfterHint() ? "!" : "");
    }

    private static void opaque(ProxyProtocol.Opaque opaque, List<String> lines) {
        for (OpaqueRoute route : opaque.getRoutesList()) {
            for (OpaqueRoute.Rule rule : route.getRulesList()) {
                StringBuilder line = new StringBuilder("opaque " + WireText.reference(route.getMetadata()));
                rule.getFiltersList()
                        .forEach(filter ->
                                line.append(filter.hasForbidden() ? " forbidden" : " invalid:" + filter.getInvalid()));
                switch (rule.getBackends().getKindCase()) {
                    case EMPTY -> line.append(" nowhere");
                    case FIRST_AVAILABLE ->
                        rule.getBackends()
                                .getFirstAvailable()
                                .getBackendsList()
                                .forEach(backend -> line.append(" first:").append(backend(backend.getBackend())));
                    case RANDOM_AVAILABLE, KIND_NOT_SET ->
                        line.append(" unexpected:").append(rule.getBackends().getKindCase());
                }
                lines.add(line.toString());
            }
        }
    }

    static String backend(Backend backend) {
        String metadata = WireText.reference(backend.getMetadata());
        String queue = backend.getQueue().equals(USUAL_QUEUE) ? "" : "/queue:" + oneWord(backend.getQueue());
        return metadata
                + switch (backend.getKindCase()) {
                    case BALANCER -> balancer(metadata, backend.getBalancer());
                    case FORWARD -> "=" + forward(backend.getForward());
                    case KIND_NOT_SET -> "=none";
                }
                + queue;
    }

    private static String balancer(String metadata, BalanceP2c balancer) {
        String path = balancer.getDiscovery().getDst().getPath();
        String usual = metadata.replaceFirst("^core/Service/([^/]+)/([^:]+)(:\\d+)$", "$2.$1.svc.cluster.local$3");
        return (path.equals(usual) ? "" : "=" + path) + load(balancer);
    }

    private static String load(BalanceP2c balancer) {
        return switch (balancer.getLoadCase()) {
            case PEAK_EWMA ->
                balancer.getPeakEwma().equals(USUAL_LOAD) ? "" : "/load:" + oneWord(balancer.getPeakEwma());
            case PENALTY_PEAK_EWMA -> {
                BalanceP2c.PenaltyPeakEwma load = balancer.getPenaltyPeakEwma();
                yield "/penalty:"
                        + List.of(
                                        load.getPenalty(),
                                        load.getMaxRetryAfter(),
                                        load.getPenaltyDecay(),
                                        load.getDefaultRtt(),
                                        load.getDecay())
                                .stream()
                                .map(WireText::duration)
                                .collect(Collectors.joining("/"));
            }
            case LOAD_NOT_SET -> "/no-load";
        };
    }

    private static String forward(WeightedAddr forward) {
        return WireText.address(forward.getAddr()) + (forward.getWeight() == 1 ? "" : "@" + forward.getWeight());
    }

    static String host(HostMatch host) {
        List<String> labels = new ArrayList<>(host.getSuffix().getReverseLabelsList());
        Collections.reverse(labels);
        return " host:" + (host.hasExact() ? host.getExact() : "*." + String.join(".", labels));
    }

    static String header(HeaderMatch header) {
        return "header:" + header.getName()
                + (header.hasExact() ? "=" + header.getExact().toStringUtf8() : "~" + header.getRegex());
    }

    static String oneWord(Message message) {
        return message.toString().strip().replaceAll("\\s+", "_");
    }

    static String oneWord(String text) {
        return text.replace(' ', '_');
    }
}
