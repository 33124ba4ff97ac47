package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.wire.destination.Update;
import org.jspecify.annotations.Nullable;

/** The endpoints of one authority for all who watch it. Confined to the control loop. */
final class EndpointWatch extends SharedWatch<Update, EndpointFold.Diff> {

    private final EndpointFold fold = new EndpointFold();

    EndpointWatch(String authority, ControlObserver observer) {
        super(authority, observer);
    }

    @Override
    EndpointFold.@Nullable Diff apply(Update message) {
        return fold.apply(message);
    }

    @Override
    EndpointFold.@Nullable Diff applyRefusal(GrpcStatus status) {
        return fold.clear(false);
    }

    @Override
    void applyStart() {
        fold.streamStarted();
    }

    @Override
    EndpointFold.@Nullable Diff present() {
        return fold.all();
    }
}
