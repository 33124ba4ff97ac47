package io.reactivemesh.proxy.admin;

import java.util.List;

/** The families that count spans on their way to the collector. Names as existing dashboards have them: without {@code _total}. */
public final class TraceFamilies {

    /** Calls to the collector. */
    public static final Family EXPORT_STREAMS =
            Family.counter("opentelemetry_span_export_streams", "Total count of opened span export streams.", false);

    /** Batches that the collector took. */
    public static final Family EXPORT_REQUESTS =
            Family.counter("opentelemetry_span_export_requests", "Total count of span export request messages.", false);

    /** Spans that the collector took. */
    public static final Family EXPORTS =
            Family.counter("opentelemetry_span_exports", "Total count of spans exported.", false);

    /** Spans that were lost. */
    public static final Family DROPPED_TOTAL = Family.counter(
            "mesh_spans_dropped_total",
            "Total count of spans dropped because too many waited or the collector did not take them.",
            false);

    private TraceFamilies() {}

    static List<Family> all() {
        return List.of(EXPORT_STREAMS, EXPORT_REQUESTS, EXPORTS);
    }
}
