package io.reactivemesh.ops.controller;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.history.HistoryGrpc;
import io.reactivemesh.wire.outbound.OutboundPoliciesGrpc;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kamon.tag.TagSet;

/** Labels of gRPC servers' usual metrics, as Go's servers and the dashboards made for them write them. */
final class GrpcNames {
    /** What a discovery stream can end with. */
    static final List<Status.Code> CODES = List.of(
            Status.Code.OK,
            Status.Code.CANCELLED,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.NOT_FOUND,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.INTERNAL,
            Status.Code.UNAVAILABLE);

    private GrpcNames() {}

    static TagSet tags(Method method) {
        MethodDescriptor<?, ?> described = switch (method) {
            case GET -> DestinationGrpc.getGetMethod();
            case GET_PROFILE -> DestinationGrpc.getGetProfileMethod();
            case HISTORY -> HistoryGrpc.getChangesMethod();
            case GET_OUTBOUND_POLICY -> OutboundPoliciesGrpc.getGetMethod();
            case WATCH_OUTBOUND_POLICY -> OutboundPoliciesGrpc.getWatchMethod();
        };
        return TagSet.of(
                        "grpc_type",
                        described.getType() == MethodDescriptor.MethodType.UNARY ? "unary" : "server_stream")
                .withTag("grpc_service", Objects.requireNonNull(described.getServiceName()))
                .withTag("grpc_method", Objects.requireNonNull(described.getBareMethodName()));
    }

    /** {@code InvalidArgument}; Go spells Canceled with one l. */
    static String code(Status.Code code) {
        return switch (code) {
            case OK -> "OK";
            case CANCELLED -> "Canceled";
            default ->
                Stream.of(code.name().split("_"))
                        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining());
        };
    }
}
