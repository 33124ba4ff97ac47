package io.reactivemesh.discovery.grpc;

import io.grpc.Status;
import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.discovery.port.Resolution;
import io.reactivemesh.discovery.stage.Cursor;
import io.reactivemesh.discovery.stage.Step;
import io.reactivemesh.discovery.stage.StepMemo;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a discovery stream does between its watch and its connection, in one stage, because there is one for each stream of each
 * proxy: newest answers become steps, steps become messages that are encoded already, failures and the end of the server become the status.
 * It pulls the next answer only when all messages of the one before were taken. One stage serves all streams of a method.
 */
final class AnswerStage<T> extends GraphStage<FlowShape<Resolution<T>, HttpEntity.ChunkStreamPart>> {
    private final Inlet<Resolution<T>> in = Inlet.create("AnswerStage.in");
    private final Outlet<HttpEntity.ChunkStreamPart> out = Outlet.create("AnswerStage.out");
    private final FlowShape<Resolution<T>, HttpEntity.ChunkStreamPart> shape = FlowShape.of(in, out);
    private final Method method;
    private final Supplier<Cursor<T>> cursors;
    private final StepMemo<T, List<HttpEntity.ChunkStreamPart>> messages;
    private final Streams streams;

    /**
     * A stage.
     *
     * @param cursors makes one for each stream
     * @param encode the messages that a step leads to; pure
     */
    AnswerStage(
            Method method,
            Supplier<Cursor<T>> cursors,
            Function<Step<T>, List<HttpEntity.ChunkStreamPart>> encode,
            Streams streams) {
        this.method = method;
        this.cursors = cursors;
        this.messages = new StepMemo<>(encode);
        this.streams = streams;
    }

    @Override
    public FlowShape<Resolution<T>, HttpEntity.ChunkStreamPart> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic<>(this);
    }

    private static final class Logic<T> extends GraphStageLogic implements InHandler, OutHandler, Streams.End {
        private final AnswerStage<T> stage;
        private final Cursor<T> cursor;
        private List<HttpEntity.ChunkStreamPart> waiting = List.of();
        private int taken;
        private @Nullable AsyncCallback<Status> ending;
        private @Nullable Status ended;

        Logic(AnswerStage<T> stage) {
            super(stage.shape);
            this.stage = stage;
            this.cursor = stage.cursors.get();
            setHandler(stage.in, this);
            setHandler(stage.out, this);
        }

        @Override
        public void preStart() {
            ending = createAsyncCallback(this::finish);
            stage.streams.opened(stage.method, this);
        }

        /** From any thread. */
        @Override
        public void end() {
            AsyncCallback<Status> callback = ending;
            if (callback != null) {
                callback.invoke(Status.OK);
            }
        }

        @Override
        public void onPush() {
            Resolution<T> newest = grab(stage.in);
            if (ended != null) {
                return;
            }
            try {
                Step<T> step = cursor.next(newest);
                waiting = step == null ? List.of() : stage.messages.of(step);
                taken = 0;
            } catch (RuntimeException e) {
                finish(Statuses.of(e));
                return;
            }
            proceed();
        }

        @Override
        public void onPull() {
            proceed();
        }

        @Override
        public void onUpstreamFinish() {
            finish(Status.OK);
        }

        @Override
        public void onUpstreamFailure(Throwable failure) {
            finish(Statuses.of(failure));
        }

        private void proceed() {
            if (taken < waiting.size()) {
                stage.streams.sent(stage.method);
                push(stage.out, waiting.get(taken++));
            } else {
                pull(stage.in);
            }
        }

        /** Sends what was decided already, then the status. */
        private void finish(Status status) {
            if (ended != null) {
                return;
            }
            ended = status;
            for (; taken < waiting.size(); taken++) {
                stage.streams.sent(stage.method);
                emit(stage.out, waiting.get(taken));
            }
            emit(stage.out, Statuses.trailers(status), this::completeStage);
        }

        @Override
        public void postStop() {
            stage.streams.closed(stage.method, ended == null ? Status.Code.CANCELLED : ended.getCode(), this);
        }
    }
}
