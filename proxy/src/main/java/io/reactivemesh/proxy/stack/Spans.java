package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.stack.HeaderEdit.Header;
import io.reactivemesh.proxy.trace.Span;
import io.reactivemesh.proxy.trace.SpanSink;
import io.reactivemesh.proxy.trace.TraceContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The layers that make spans of one direction's requests on one event loop: one at the top, for what came, and one above each endpoint, for
 * what was sent.
 *
 * <pre>
 *   another process's span ──► SERVER ──┬──► CLIENT, first attempt ──► the next process's SERVER
 *                                       └──► CLIENT, second attempt ──► …
 * </pre>
 *
 * A request without a trace context is left as it is: traces begin elsewhere. One that is not sampled gets new ids like any other, and no
 * span is made of it. Event loop only.
 */
public final class Spans {

    private final String direction;
    private final SpanSink sink;
    private final InstantSource wallClock;
    private final LoopClock clock;
    private final RandomGenerator random;

    /**
     * Creates the layers' maker.
     *
     * @param direction {@code inbound} or {@code outbound}
     * @param wallClock when spans begin
     * @param clock how long they take
     * @param random draws their ids
     */
    public Spans(String direction, SpanSink sink, InstantSource wallClock, LoopClock clock, RandomGenerator random) {
        this.direction = direction;
        this.sink = sink;
        this.wallClock = wallClock;
        this.clock = clock;
        this.random = random;
    }

    /** The layer at the top. */
    public Layer<HttpCall> server() {
        return below -> call -> {
            RequestHead request = call.request();
            TraceContext parent = TraceContext.of(request::header);
            if (parent != null) {
                TraceContext own = parent.within(id());
                call.measurement().watch().traced(own);
                watch(call, own, parent.span(), Span.Kind.SERVER);
            }
            below.call(call);
        };
    }

    /** The layer above an endpoint: what goes there names the span of this attempt. */
    public Layer<HttpCall> client() {
        return below -> call -> {
            TraceContext parent = call.measurement().watch().trace();
            if (parent != null) {
                TraceContext own = parent.within(id());
                Header header = new Header(own.format().header(), own.text());
                call.edits().request(new HeaderEdit(List.of(), List.of(header), List.of()));
                watch(call, own, parent.span(), Span.Kind.CLIENT);
            }
            below.call(call);
        };
    }

    /** 0 is nobody's id. */
    private long id() {
        long id = random.nextLong();
        while (id == 0) {
            id = random.nextLong();
        }
        return id;
    }

    private void watch(HttpCall call, TraceContext own, long parent, Span.Kind kind) {
        if (own.isSampled()) {
            call.measurement().watch().add(new Open(own, parent, kind, call.request()));
        }
    }

    /** A span whose request has not been answered. */
    private final class Open implements HeadObserver {

        private final TraceContext context;
        private final long parent;
        private final Span.Kind kind;
        private final String name;
        private final Map<String, String> attributes;
        private final Instant start = wallClock.instant();
        private final long began = clock.refresh();

        Open(TraceContext context, long parent, Span.Kind kind, RequestHead request) {
            this.context = context;
            this.parent = parent;
            this.kind = kind;
            this.name = SpanAttributes.path(request);
            this.attributes = SpanAttributes.of(request, direction);
        }

        @Override
        public void answered(int status, long contentLength) {
            attributes.put(SpanAttributes.STATUS, Integer.toString(status));
            finish(true);
        }

        @Override
        public void unanswered() {
            finish(false);
        }

        private void finish(boolean answered) {
            long from = start.getEpochSecond() * 1_000_000_000 + start.getNano();
            long to = from + clock.refresh() - began;
            sink.offer(new Span(context, parent, kind, name, from, to, attributes, answered));
        }
    }
}
