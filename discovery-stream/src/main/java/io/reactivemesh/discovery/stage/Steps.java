package io.reactivemesh.discovery.stage;

import io.reactivemesh.discovery.port.Resolution;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.javadsl.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Flows from the newest whole answers of a watch to the steps that its client has to be told. A flow holds one answer and no buffer: it
 * pulls the next answer only when the step before was taken, so that the source skips what a slow client has no time for.
 */
public final class Steps {
    private Steps() {}

    /**
     * Steps of a watch whose subject may go and come back. The first answer is passed on at once; if it is no value the flow fails with
     * {@link UnresolvedException}. After that it never fails: whatever is no value stands for {@code gone}.
     */
    public static <T> Flow<Resolution<T>, Step<T>, NotUsed> untilGone(T gone) {
        return steps(_ -> gone);
    }

    /** As {@link #untilGone}, but whatever is no value leaves the client with the last one it was told. */
    public static <T> Flow<Resolution<T>, Step<T>, NotUsed> keepingLast() {
        return steps(last -> last);
    }

    private static <T> Flow<Resolution<T>, Step<T>, NotUsed> steps(UnaryOperator<T> withoutValue) {
        return Flow.<Resolution<T>>create().statefulMapConcat(() -> new Cursor<>(withoutValue));
    }

    private static final class Cursor<T> implements Function<Resolution<T>, Iterable<Step<T>>> {
        private static final long serialVersionUID = 1;

        private final transient UnaryOperator<T> withoutValue;
        private transient @Nullable T told;

        Cursor(UnaryOperator<T> withoutValue) {
            this.withoutValue = withoutValue;
        }

        // Only the very same object is skipped here. Whether two answers differ is found out once for all streams, by
        // StepMemo.
        @SuppressWarnings("ReferenceEquality")
        @Override
        public Iterable<Step<T>> apply(Resolution<T> resolution) {
            T before = told;
            T after = switch (resolution) {
                case Resolution.Found<T> found -> found.value();
                case Resolution.NotFound<T> _,
                        Resolution.Unsuitable<T> _,
                        Resolution.Incomplete<T> _,
                        Resolution.Ambiguous<T> _ -> {
                    if (before == null) {
                        throw new UnresolvedException(resolution);
                    }
                    yield withoutValue.apply(before);
                }
            };
            told = after;
            return before == after ? List.of() : List.of(new Step<>(before, after));
        }
    }
}
