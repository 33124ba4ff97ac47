package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.reactivemesh.actors.source.ObjectConversion;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.DanglingReference;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.actors.translate.Translator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kubernetes API as a source. Starts whatever the API server is up to, says in {@link #status} how that goes, and never takes anything
 * back because it can't be read. Any thread.
 */
public final class KubernetesSource implements DocumentSource {
    private static final Logger log = LoggerFactory.getLogger(KubernetesSource.class);

    private final KubernetesAccess access;
    private final KubernetesSourceConfig config;
    private final TranslationConfig translation;
    private final KubernetesObserver observer;
    private final Clock clock;
    private final List<Resource> resources;
    private volatile @Nullable Running running;
    private boolean started;
    private boolean closed;

    private KubernetesSource(
            KubernetesAccess access,
            KubernetesSourceConfig config,
            TranslationConfig translation,
            KubernetesObserver observer,
            Clock clock,
            List<Resource> resources) {
        this.access = access;
        this.config = config;
        this.translation = translation;
        this.observer = observer;
        this.clock = clock;
        this.resources = resources;
    }

    /** A source; it asks for nothing before it is started. */
    public static KubernetesSource of(
            KubernetesAccess access,
            KubernetesSourceConfig config,
            TranslationConfig translation,
            KubernetesObserver observer) {
        return of(access, config, translation, observer, Resource.ALL);
    }

    /** One that reads some resources, or others. */
    static KubernetesSource of(
            KubernetesAccess access,
            KubernetesSourceConfig config,
            TranslationConfig translation,
            KubernetesObserver observer,
            List<Resource> resources) {
        return new KubernetesSource(access, config, translation, observer, Clock.systemUTC(), resources);
    }

    @Override
    public synchronized void start(Consumer<Batch> sink) {
        if (started) {
            throw new IllegalStateException("started twice");
        }
        started = true;
        if (!closed) {
            log.atInfo().addKeyValue(LogKeys.SERVER, access).log("reading the Kubernetes API");
            Running begun = new Running(sink);
            running = begun;
            begun.start();
        }
    }

    /** How it goes, kind by kind. */
    public KubernetesStatus status() {
        Running now = running;
        return now == null ? new KubernetesStatus(false, "", List.of()) : now.status();
    }

    /** All refusals that hold now, as the last batch left them. */
    public Set<Quarantined> quarantined() {
        Running now = running;
        return now == null ? Set.of() : now.changes.quarantined();
    }

    /** What routes name and is not there, as the last batch left it. */
    public Set<DanglingReference> dangling() {
        Running now = running;
        return now == null ? Set.of() : now.changes.dangling();
    }

    @Override
    public synchronized void close() {
        Running now = running;
        if (!closed && now != null) {
            now.stop();
        }
        closed = true;
    }

    /** Everything that runs between start and close. */
    private final class Running {
        private final Timers.Real timers = new Timers.Real("kubernetes-timer");
        private final KubernetesClient client;
        private final Changes changes;
        private final List<KindInformer> informers = new ArrayList<>();

        Running(Consumer<Batch> sink) {
            client = access.impatient(config.requestTimeout());
            changes = new Changes(
                    () -> new Translator(translation, _ -> Retelling.PLACE),
                    resources.stream().map(Resource::kind).toList(),
                    config.settle(),
                    config.backoffFirst(),
                    clock,
                    sink);
            KindInformer.Surroundings around = new KindInformer.Surroundings(
                    client, new ObjectConversion(translation), config, timers, new Random(), clock, observer, changes);
            resources.forEach(resource -> informers.add(new KindInformer(resource, around)));
        }

        void start() {
            changes.start();
            informers.forEach(KindInformer::start);
            timers.after(
                    config.optionalPatience(),
                    () -> resources.stream()
                            .filter(resource -> !resource.required())
                            .forEach(resource -> changes.decided(resource.kind())));
        }

        KubernetesStatus status() {
            return new KubernetesStatus(
                    changes.isComplete(),
                    changes.trouble(),
                    informers.stream()
                            .map(KindInformer::status)
                            .sorted(Comparator.comparing(KubernetesStatus.Kind::kind))
                            .toList());
        }

        void stop() {
            timers.close();
            informers.forEach(KindInformer::stop);
            changes.close();
            client.close();
        }
    }
}
