package io.reactivemesh.ops.controller;

import com.typesafe.config.Config;
import io.grpc.Status;
import io.reactivemesh.actors.kube.KubernetesObserver;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import kamon.tag.TagSet;
import org.jspecify.annotations.Nullable;

/**
 * All meters of a control-plane node; the table is in this module's {@code README.md}. What happens is counted without Kamon from the first
 * moment; {@link #expose} starts Kamon, which takes longer than everything else of a start, once nobody waits for it.
 */
final class ControllerMetrics {
    static final String STREAMS = "mesh_discovery_streams";
    static final String STREAMS_OPENED = "mesh_discovery_streams_opened_total";
    static final String UPDATES = "mesh_discovery_updates_total";
    static final String HUBS = "mesh_hubs";
    static final String ENTITIES = "mesh_entities";
    static final String QUARANTINED = "mesh_quarantined_objects";
    static final String DANGLING = "mesh_dangling_route_references";
    static final String READY = "mesh_ready";
    static final String DEGRADED = "mesh_degraded";
    static final String PUBLICATION = "mesh_publication_seconds";
    static final String PROPAGATION = "mesh_propagation_seconds";
    static final String JOURNAL_UP = "mesh_journal_up";
    static final String JOURNAL_UNRECORDED = "mesh_journal_unrecorded_changes";
    static final String JOURNAL_LAG = "mesh_journal_lag_seconds";
    static final String JOURNAL_FAILURES = "mesh_journal_failures_total";
    static final String OBJECTS = "mesh_source_objects";
    static final String INFORMER_LAG = "mesh_informer_lag_seconds";
    static final String LISTS = "mesh_source_list_seconds";
    static final String EVENTS = "mesh_source_events_total";
    static final String WATCH_RESTARTS = "mesh_watch_restarts_total";
    static final String SOURCE_FAILURES = "mesh_source_failures_total";
    static final String REPAIRS = "mesh_repairs_total";
    static final String API_REQUESTS = "mesh_api_requests_total";
    static final String API_RECEIVED = "mesh_api_received_bytes_total";
    static final String GRPC_STARTED = "grpc_server_started_total";
    static final String GRPC_HANDLED = "grpc_server_handled_total";
    static final String GRPC_RECEIVED = "grpc_server_msg_received_total";
    static final String GRPC_SENT = "grpc_server_msg_sent_total";
    static final String CPU = "process_cpu_seconds_total";
    static final String RESIDENT = "process_resident_memory_bytes";
    static final String OPEN_FILES = "process_open_fds";
    static final String MAX_FILES = "process_max_fds";
    static final String START_TIME = "process_start_time_seconds";
    static final String HEAP = "jvm_heap_used_bytes";
    static final String THREADS = "jvm_threads";
    static final String GC_PAUSES = "jvm_gc_pauses_total";
    static final String GC_PAUSE_TIME = "jvm_gc_pause_seconds_total";

    private static final TagSet NONE = TagSet.Empty();

    private final StreamCounts streams = new StreamCounts();
    private final SourceCounts source = new SourceCounts();
    private final PropagationTimes propagation = new PropagationTimes(Clock.systemUTC());
    private volatile @Nullable Meters meters;
    private boolean closed;

    /** Told of discovery streams. */
    StreamCounts streams() {
        return streams;
    }

    /** Told of the Kubernetes API. */
    SourceCounts source() {
        return source;
    }

    /** Told of changes on their way. */
    PropagationTimes propagation() {
        return propagation;
    }

    /**
     * Starts the exporter; slow, once. Until it ran {@link #scrape} has nothing to show.
     *
     * @param config with the {@code kamon} section to use
     * @param ofKubernetes whether there is a Kubernetes API to tell of
     */
    synchronized void expose(Config config, Supplier<NodeHealth> health, boolean ofKubernetes) {
        if (closed) {
            return;
        }
        Meters started = new Meters(config);
        streams(started);
        grpc(started);
        node(started, health);
        if (ofKubernetes) {
            kubernetes(started);
        }
        process(started);
        meters = started;
    }

    /** All meters as Prometheus text, at most a second old; null = not exposed yet. */
    @Nullable
    String scrape() {
        Meters started = meters;
        return started == null ? null : started.scrape();
    }

    /** Takes back what {@link #expose} did. Idempotent. */
    synchronized void close() {
        closed = true;
        Meters started = meters;
        if (started != null) {
            started.close();
        }
        meters = null;
    }

    private void streams(Meters to) {
        for (Method method : Method.values()) {
            StreamCounts.OfMethod counted = streams.of(method);
            TagSet tag = tag("method", method);
            to.gauge(STREAMS, "Discovery streams that are open", tag, counted::open);
            to.counter(STREAMS_OPENED, "Discovery streams opened since start", tag, counted::opened);
            to.counter(UPDATES, "Messages handed to discovery streams", tag, counted::sent);
        }
        to.histogram(
                PUBLICATION,
                "From the source's sight of a change until all streams that it concerns are woken",
                NONE,
                propagation.published());
        to.histogram(
                PROPAGATION,
                "From the source's sight of a change until it is handed to a stream",
                NONE,
                propagation.handed());
    }

    /** The same as every gRPC server tells it, for the dashboards that there are. */
    private void grpc(Meters to) {
        for (Method method : Method.values()) {
            StreamCounts.OfMethod counted = streams.of(method);
            TagSet tags = GrpcNames.tags(method);
            to.counter(GRPC_STARTED, "Requests begun", tags, counted::started);
            to.counter(GRPC_RECEIVED, "Messages received, one a request", tags, counted::started);
            to.counter(GRPC_SENT, "Messages sent", tags, counted::sent);
            for (Status.Code code : GrpcNames.CODES) {
                to.counter(
                        GRPC_HANDLED,
                        "Requests ended, by what the client was told",
                        tags.withTag("grpc_code", GrpcNames.code(code)),
                        () -> counted.handled(code));
            }
        }
    }

    private static void node(Meters to, Supplier<NodeHealth> health) {
        ToDoubleFunction<Boolean> bit = holds -> holds ? 1 : 0;
        to.gauge(
                READY,
                "1 when proxies may be sent here",
                NONE,
                () -> bit.applyAsDouble(health.get().notReady() == null));
        to.gauge(
                DEGRADED,
                "1 when something does not work although discovery does; /ready says what",
                NONE,
                () -> bit.applyAsDouble(health.get().degraded() != null));
        count(to, HUBS, "Keys that discovery streams watch", health, NodeHealth.Counts::hubs);
        count(to, ENTITIES, "Services, workloads and addresses known", health, NodeHealth.Counts::entities);
        count(
                to,
                QUARANTINED,
                "Objects refused, their last good version stays live",
                health,
                NodeHealth.Counts::quarantined);
        String dangling = "Services, or ports of them, that routes name and that are not there";
        to.gauge(
                DANGLING,
                dangling,
                TagSet.of("field", "parent"),
                () -> health.get().counts().danglingParents());
        to.gauge(
                DANGLING,
                dangling,
                TagSet.of("field", "backend"),
                () -> health.get().counts().danglingBackends());
        to.gauge(
                JOURNAL_UP,
                "1 when changes are recorded as they happen",
                NONE,
                () -> bit.applyAsDouble(health.get().counts().journalUp()));
        count(
                to,
                JOURNAL_UNRECORDED,
                "Changes that are live but not in the log yet",
                health,
                NodeHealth.Counts::unrecorded);
        to.gauge(
                JOURNAL_LAG,
                "How long the change has waited that has waited longest for the log",
                NONE,
                () -> health.get().counts().journalLag().toMillis() / 1000.0);
        to.counter(
                JOURNAL_FAILURES,
                "Failed attempts to read or write the log",
                NONE,
                () -> health.get().counts().journalFailures());
    }

    private static void count(
            Meters to, String name, String help, Supplier<NodeHealth> health, ToLongFunction<NodeHealth.Counts> value) {
        to.gauge(name, help, NONE, () -> value.applyAsLong(health.get().counts()));
    }

    private void kubernetes(Meters to) {
        for (ObjectKey.Kind kind : ObjectKey.Kind.values()) {
            SourceCounts.OfKind counted = source.of(kind);
            TagSet tag = TagSet.of("kind", kind.words());
            to.gauge(OBJECTS, "Kubernetes objects that are held", tag, counted.objects::get);
            to.histogram(
                    INFORMER_LAG,
                    "From a change of an object, by what it says itself, to its event here; most say whole seconds",
                    tag,
                    counted.lag);
            to.histogram(LISTS, "Whole lists taken in, and how long they took", tag, counted.lists);
            to.counter(SOURCE_FAILURES, "Lists and watches that failed", tag, counted.failures::sum);
            to.counter(
                    REPAIRS,
                    "Differences that a comparison found and made good; should stay 0",
                    tag,
                    counted.repairs::sum);
            for (KubernetesObserver.Event event : KubernetesObserver.Event.values()) {
                to.counter(
                        EVENTS,
                        "Events that watches brought",
                        tag.withTags(tag("event", event)),
                        () -> counted.events(event));
            }
            for (KubernetesObserver.WatchEnd reason : KubernetesObserver.WatchEnd.values()) {
                to.counter(
                        WATCH_RESTARTS,
                        "Watches begun anew",
                        tag.withTags(tag("reason", reason)),
                        () -> counted.watchEnds(reason));
            }
        }
        to.counter(API_REQUESTS, "Requests sent to the Kubernetes API", NONE, source::requests);
        to.counter(API_RECEIVED, "Bytes received from the Kubernetes API", NONE, source::receivedBytes);
    }

    private static void process(Meters to) {
        if (ProcessStatus.isUnix()) {
            to.secondsCounter(CPU, "User and system CPU time", NONE, ProcessStatus::cpuMillis);
            to.gauge(OPEN_FILES, "Open file descriptors", NONE, ProcessStatus::openFiles);
            to.gauge(MAX_FILES, "File descriptors that may be open", NONE, ProcessStatus::maxOpenFiles);
        }
        if (ProcessStatus.residentBytes().isPresent()) {
            to.gauge(
                    RESIDENT,
                    "Memory in RAM",
                    NONE,
                    () -> ProcessStatus.residentBytes().orElse(0));
        }
        to.gauge(START_TIME, "When the process started, since 1970", NONE, ProcessStatus::startTimeSeconds);
        to.gauge(HEAP, "Heap in use", NONE, ProcessStatus::heapUsedBytes);
        to.gauge(THREADS, "Threads that live", NONE, ProcessStatus::threads);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            TagSet tag = TagSet.of("collector", collector.getName());
            to.counter(GC_PAUSES, "Collections of garbage", tag, () -> Math.max(0, collector.getCollectionCount()));
            to.secondsCounter(
                    GC_PAUSE_TIME,
                    "Time in collections of garbage",
                    tag,
                    () -> Math.max(0, collector.getCollectionTime()));
        }
    }

    private static TagSet tag(String name, Enum<?> value) {
        return TagSet.of(name, value.name().toLowerCase(Locale.ROOT));
    }
}
