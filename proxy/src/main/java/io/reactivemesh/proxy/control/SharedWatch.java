package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.grpc.GrpcStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream shared by everybody, on whatever event loop, who watches the same thing. A subscriber that joins later is
 * told at once what is known. Confined to the control loop.
 *
 * @param <R> wire message
 * @param <U> what subscribers are told
 */
abstract sealed class SharedWatch<R, U> implements WatchStream.Watcher<R>
        permits EndpointWatch, PolicyWatch, ProfileWatch, ServerPolicyWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SharedWatch.class);

    private final String path;
    private final ControlObserver observer;
    private final List<Subscriber<U>> subscribers = new ArrayList<>();
    private ControlObserver.@Nullable CallObserver call;

    SharedWatch(String path, ControlObserver observer) {
        this.path = path;
        this.observer = observer;
    }

    /** Folds a message; null when there is nothing to tell. */
    abstract @Nullable U apply(R message);

    /** Folds the server's refusal; null when there is nothing to tell. */
    abstract @Nullable U applyRefusal(GrpcStatus status);

    /** The next message comes from a new stream. */
    abstract void applyStart();

    /** What is known now; null when nothing is. */
    abstract @Nullable U present();

    final void add(Subscriber<U> subscriber) {
        subscribers.add(subscriber);
        U present = present();
        if (present != null) {
            subscriber.tell(present);
        }
    }

    /** Takes a subscriber out; true when nobody is left. */
    final boolean remove(Subscriber<U> subscriber) {
        subscribers.remove(subscriber);
        return subscribers.isEmpty();
    }

    @Override
    public final void streamStarted() {
        call = observer.called();
        applyStart();
    }

    @Override
    public final void message(R message) {
        Objects.requireNonNull(call).answered();
        tellAll(apply(message));
    }

    @Override
    public final void streamEnded(GrpcStatus status) {
        Objects.requireNonNull(call).ended(status);
        LOG.atDebug()
                .addKeyValue(LogKeys.PATH, path)
                .addKeyValue(LogKeys.STATUS, status.code())
                .addKeyValue(LogKeys.REASON, status.description())
                .log("Control stream ended");
    }

    @Override
    public final void refused(GrpcStatus status) {
        LOG.atInfo()
                .addKeyValue(LogKeys.PATH, path)
                .addKeyValue(LogKeys.STATUS, status.code())
                .addKeyValue(LogKeys.REASON, status.description())
                .log("Control plane refuses the lookup");
        tellAll(applyRefusal(status));
    }

    private void tellAll(@Nullable U update) {
        if (update != null) {
            subscribers.forEach(each -> each.tell(update));
        }
    }
}
