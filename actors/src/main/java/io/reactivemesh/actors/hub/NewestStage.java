package io.reactivemesh.actors.hub;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.OutHandler;
import org.jspecify.annotations.Nullable;

/**
 * A stream of the newest values of a cell. It has no buffer: its cursor is the value it emitted last, and it looks again when it is pulled
 * or woken. Wake-ups that come before it looked count as one.
 */
final class NewestStage<T> extends GraphStage<SourceShape<T>> {
    private final Outlet<T> out = Outlet.create("NewestStage.out");
    private final SourceShape<T> shape = SourceShape.of(out);
    private final Cell<T> cell;
    private final PropagationObserver observer;

    NewestStage(Cell<T> cell, PropagationObserver observer) {
        this.cell = cell;
        this.observer = observer;
    }

    @Override
    public SourceShape<T> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic<>(shape, out, cell, observer);
    }

    private static final class Logic<T> extends GraphStageLogic implements OutHandler {
        private final Outlet<T> out;
        private final Cell<T> cell;
        private final PropagationObserver observer;
        private final AtomicBoolean woken = new AtomicBoolean();
        private Cell.@Nullable Look<T> look;
        private @Nullable T cursor;

        Logic(SourceShape<T> shape, Outlet<T> out, Cell<T> cell, PropagationObserver observer) {
            super(shape);
            this.out = out;
            this.cell = cell;
            this.observer = observer;
            setHandler(out, this);
        }

        @Override
        public void onPull() {
            emitNews();
        }

        @Override
        public void preStart() {
            AsyncCallback<NotUsed> wake = createAsyncCallback(_ -> onWake());
            look = cell.look(() -> {
                if (woken.compareAndSet(false, true)) {
                    wake.invoke(NotUsed.getInstance());
                }
            });
        }

        private void onWake() {
            // Before looking: what changes after this line wakes again.
            woken.set(false);
            if (isAvailable(out)) {
                emitNews();
            }
        }

        private void emitNews() {
            Cell.Look<T> looking = look;
            T newest = looking == null ? null : looking.newest();
            if (looking == null || newest == null || isSame(newest, cursor)) {
                return;
            }
            Instant seen = cursor == null ? null : looking.seen();
            cursor = newest;
            push(out, newest);
            if (seen != null) {
                observer.handed(seen);
            }
        }

        @SuppressWarnings("ReferenceEquality") // A cell hands out the same object for as long as the value is equal.
        private static boolean isSame(Object newest, @Nullable Object cursor) {
            return newest == cursor;
        }

        @Override
        public void postStop() {
            if (look != null) {
                look.close();
            }
        }
    }
}
