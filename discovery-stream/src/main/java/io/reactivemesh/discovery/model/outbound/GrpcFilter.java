package io.reactivemesh.discovery.model.outbound;

/** What is done to a gRPC call on the way. */
public sealed interface GrpcFilter {
    /**
     * It is answered with an error.
     *
     * @param code gRPC status code
     */
    record Fail(int code, String message) implements GrpcFilter {}

    /** Its headers are edited. */
    record EditRequest(HeaderEdit edit) implements GrpcFilter {}
}
