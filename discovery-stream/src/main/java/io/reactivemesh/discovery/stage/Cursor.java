package io.reactivemesh.discovery.stage;

import io.reactivemesh.discovery.port.Resolution;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where one stream's client stands: turns the newest whole answers of a watch into the steps that the client has to be told. Holds the one
 * answer that was told last, so the answers that a slow client has no time for may be skipped. Confined to one stream.
 */
public final class Cursor<T> {
    private final UnaryOperator<T> withoutValue;
    private @Nullable T told;

    private Cursor(UnaryOperator<T> withoutValue) {
        this.withoutValue = withoutValue;
    }

    /** Of a watch whose subject may go and come back: after the first value, whatever is no value stands for {@code gone}. */
    public static <T> Cursor<T> untilGone(T gone) {
        return new Cursor<>(_ -> gone);
    }

    /** Of a watch whose client keeps the last value when there is none any more. */
    public static <T> Cursor<T> keepingLast() {
        return new Cursor<>(UnaryOperator.identity());
    }

    /**
     * Moves to the newest answer.
     *
     * @return null = nothing is to be told. Only the very same object counts as nothing new: whether two answers differ is found out once
     *     for all streams, by {@link StepMemo}
     * @throws UnresolvedException when the first answer is no value; never after that
     */
    @SuppressWarnings("ReferenceEquality")
    public @Nullable Step<T> next(Resolution<T> newest) {
        T before = told;
        T after = switch (newest) {
            case Resolution.Found<T> found -> found.value();
            case Resolution.NotFound<T> _,
                    Resolution.Unsuitable<T> _,
                    Resolution.Incomplete<T> _,
                    Resolution.Ambiguous<T> _ -> {
                if (before == null) {
                    throw new UnresolvedException(newest);
                }
                yield withoutValue.apply(before);
            }
        };
        told = after;
        return before == after ? null : new Step<>(before, after);
    }
}
