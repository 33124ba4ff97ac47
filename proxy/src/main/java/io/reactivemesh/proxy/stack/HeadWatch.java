package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.trace.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the head of a call's response, and which trace the call belongs to. Part of its {@link Measurement}; nobody and none, most of
 * the time. Event loop only.
 */
public final class HeadWatch {

    private @Nullable HeadObserver observer;
    private @Nullable TraceContext trace;

    HeadWatch() {}

    /** Adds somebody who wants to know how the response begins; whoever comes later is told later. */
    public void add(HeadObserver newObserver) {
        observer = observer == null ? newObserver : observer.and(newObserver);
    }

    /** Says which span of this proxy the call is. */
    void traced(@Nullable TraceContext span) {
        trace = span;
    }

    /** The span of this proxy that the call is; null when it belongs to no trace. */
    @Nullable
    TraceContext trace() {
        return trace;
    }

    /** Whether nobody waits. */
    public boolean isEmpty() {
        return observer == null;
    }

    void answered(int status, long contentLength) {
        HeadObserver told = observer;
        if (told != null) {
            observer = null;
            told.answered(status, contentLength);
        }
    }

    /** The call is over: who still waits does so in vain. */
    void over() {
        trace = null;
        HeadObserver told = observer;
        if (told != null) {
            observer = null;
            told.unanswered();
        }
    }
}
