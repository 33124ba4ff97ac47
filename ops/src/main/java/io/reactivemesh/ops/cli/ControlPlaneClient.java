package io.reactivemesh.ops.cli;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.net.ConnectException;
import java.net.UnknownHostException;

/** A connection to a control plane, of ours or of Linkerd. */
final class ControlPlaneClient implements AutoCloseable {
    private final String address;
    private final ManagedChannel channel;

    ControlPlaneClient(String host, int port) {
        address = host + ":" + port;
        channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
    }

    Channel channel() {
        return channel;
    }

    /**
     * What a failed call means to a person.
     *
     * @param asked what was asked about, e.g. an authority
     */
    CliFailure explain(String asked, StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String said = status.getDescription() == null ? "" : ": " + status.getDescription();
        return new CliFailure(
                switch (status.getCode()) {
                    case UNAVAILABLE -> unavailable(asked, status);
                    case DEADLINE_EXCEEDED ->
                        "the control plane at " + address + " did not answer about " + asked + " in time";
                    case UNIMPLEMENTED ->
                        "the control plane at " + address + " can't answer this about " + asked
                                + ": it is another version, or not Reactive Mesh";
                    case NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION -> asked + said;
                    default ->
                        asked + ": the control plane at " + address + " failed (" + status.getCode() + ")" + said;
                });
    }

    private String unavailable(String asked, Status status) {
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "control plane at " + address + ": no such host; --api-addr sets another address";
            }
            if (cause instanceof ConnectException) {
                return "control plane at " + address
                        + " refused the connection: is 'mesh controller' running? --api-addr sets another address";
            }
        }
        return asked + ": the control plane at " + address + " is not available"
                + (status.getDescription() == null ? "" : ": " + status.getDescription());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
