package io.reactivemesh.proxy.trace;

/** Takes finished spans. */
@FunctionalInterface
public interface SpanSink {

    /** Takes a span, or drops it. Any thread; never waits. */
    void offer(Span span);
}
