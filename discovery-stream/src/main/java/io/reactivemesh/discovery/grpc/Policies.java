package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.outbound.Backoff;
import io.reactivemesh.discovery.model.outbound.FailureAccrual;
import io.reactivemesh.discovery.model.outbound.ProxyProtocol;
import io.reactivemesh.wire.outbound.ExponentialBackoff;
import io.reactivemesh.wire.outbound.OutboundPolicy;

/** Outbound policies on the wire: one {@code OutboundPolicy} each. */
final class Policies {
    private Policies() {}

    static OutboundPolicy toWire(io.reactivemesh.discovery.model.outbound.OutboundPolicy policy) {
        return OutboundPolicy.newBuilder()
                .setMetadata(References.toWire(policy.parent()))
                .setProtocol(toWire(policy.protocol()))
                .build();
    }

    private static io.reactivemesh.wire.outbound.ProxyProtocol toWire(ProxyProtocol protocol) {
        var wire = io.reactivemesh.wire.outbound.ProxyProtocol.newBuilder();
        switch (protocol) {
            case ProxyProtocol.Detect detect ->
                wire.setDetect(io.reactivemesh.wire.outbound.ProxyProtocol.Detect.newBuilder()
                        .setTimeout(Durations.toWire(detect.timeout()))
                        .setOpaque(opaque(detect.opaque()))
                        .setHttp1(http1(detect.http()))
                        .setHttp2(http2(detect.http())));
            case ProxyProtocol.Opaque opaque -> wire.setOpaque(opaque(opaque));
            case ProxyProtocol.Http1(ProxyProtocol.Http http) -> wire.setHttp1(http1(http));
            case ProxyProtocol.Http2(ProxyProtocol.Http http) -> wire.setHttp2(http2(http));
            case ProxyProtocol.Grpc grpc -> wire.setGrpc(grpc(grpc));
        }
        return wire.build();
    }

    private static io.reactivemesh.wire.outbound.ProxyProtocol.Opaque opaque(ProxyProtocol.Opaque opaque) {
        var wire = io.reactivemesh.wire.outbound.ProxyProtocol.Opaque.newBuilder();
        opaque.routes().forEach(route -> wire.addRoutes(OpaqueRoutes.toWire(route)));
        return wire.build();
    }

    private static io.reactivemesh.wire.outbound.ProxyProtocol.Http1 http1(ProxyProtocol.Http http) {
        var wire = io.reactivemesh.wire.outbound.ProxyProtocol.Http1.newBuilder();
        http.routes().forEach(route -> wire.addRoutes(HttpRoutes.toWire(route)));
        if (http.accrual() != null) {
            wire.setFailureAccrual(toWire(http.accrual()));
        }
        return wire.build();
    }

    private static io.reactivemesh.wire.outbound.ProxyProtocol.Http2 http2(ProxyProtocol.Http http) {
        var wire = io.reactivemesh.wire.outbound.ProxyProtocol.Http2.newBuilder();
        http.routes().forEach(route -> wire.addRoutes(HttpRoutes.toWire(route)));
        if (http.accrual() != null) {
            wire.setFailureAccrual(toWire(http.accrual()));
        }
        return wire.build();
    }

    private static io.reactivemesh.wire.outbound.ProxyProtocol.Grpc grpc(ProxyProtocol.Grpc grpc) {
        var wire = io.reactivemesh.wire.outbound.ProxyProtocol.Grpc.newBuilder();
        grpc.routes().forEach(route -> wire.addRoutes(GrpcRoutes.toWire(route)));
        if (grpc.accrual() != null) {
            wire.setFailureAccrual(toWire(grpc.accrual()));
        }
        return wire.build();
    }

    private static io.reactivemesh.wire.outbound.FailureAccrual toWire(FailureAccrual accrual) {
        var wire = io.reactivemesh.wire.outbound.FailureAccrual.newBuilder();
        switch (accrual) {
            case FailureAccrual.Consecutive consecutive ->
                wire.setConsecutiveFailures(
                        io.reactivemesh.wire.outbound.FailureAccrual.ConsecutiveFailures.newBuilder()
                                .setMaxFailures(consecutive.maxFailures())
                                .setBackoff(toWire(consecutive.backoff())));
            case FailureAccrual.Unified unified ->
                wire.setUnified(io.reactivemesh.wire.outbound.FailureAccrual.Unified.newBuilder()
                        .setSuccessRateThreshold(unified.threshold())
                        .setDecay(Durations.toWire(unified.window()))
                        .setMinRequests(unified.minRequests())
                        .setMaxConsecutiveFailures(unified.maxConsecutive())
                        .setBackoff(toWire(unified.backoff())));
        }
        return wire.build();
    }

    static ExponentialBackoff toWire(Backoff backoff) {
        return ExponentialBackoff.newBuilder()
                .setMinBackoff(Durations.toWire(backoff.min()))
                .setMaxBackoff(Durations.toWire(backoff.max()))
                .setJitterRatio(backoff.jitter())
                .setRespectRetryAfterHint(backoff.respectRetryAfter())
                .build();
    }
}
