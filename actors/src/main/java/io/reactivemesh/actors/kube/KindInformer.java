package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.impl.DefaultSharedIndexInformer;
import io.reactivemesh.actors.kube.KubeObject.Content;
import io.reactivemesh.actors.source.ObjectConversion;
import io.reactivemesh.actors.source.ObjectConversion.Converted;
import io.reactivemesh.actors.translate.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All objects of one kind: an informer whose store holds facts, and what it tells when they change. */
final class KindInformer {
    private static final Logger log = LoggerFactory.getLogger(KindInformer.class);

    private final Resource resource;
    private final ObjectConversion conversion;
    private final Changes changes;
    private final KubernetesObserver observer;
    private final Clock clock;
    private final KindState state;
    private final Versions versions = new Versions();
    private final AtomicInteger objects = new AtomicInteger();
    private final ListAndWatch listAndWatch;
    private final DefaultSharedIndexInformer<KubeObject, KubeObjectList> informer;
    private final Audit audit;
    /** Keys that a watch has missed, until the list that follows is taken in. */
    private volatile Set<String> missed = Set.of();

    /** What all kinds share. */
    record Surroundings(
            KubernetesClient client,
            ObjectConversion conversion,
            KubernetesSourceConfig config,
            Timers timers,
            RandomGenerator random,
            Clock clock,
            KubernetesObserver observer,
            Changes changes) {}

    KindInformer(Resource resource, Surroundings around) {
        this.resource = resource;
        this.conversion = around.conversion();
        this.changes = around.changes();
        this.observer = around.observer();
        this.clock = around.clock();
        this.state = new KindState(resource);
        this.listAndWatch = new ListAndWatch(
                resource,
                HttpApi.of(around.client(), resource, observer),
                around.client().getConfiguration(),
                new Arrivals(),
                state,
                around.config(),
                around.timers(),
                observer,
                new Backoff(around.config().backoffFirst(), around.config().backoffMost(), around.random()),
                new WatchLoop(resource, state, around.config(), around.timers(), around.random(), observer));
        this.informer = new DefaultSharedIndexInformer<>(KubeObject.class, listAndWatch, 0, Runnable::run);
        informer.removeIndexer(Cache.NAMESPACE_INDEX);
        informer.exceptionHandler((_, _) -> true);
        informer.addEventHandler(new Told());
        this.audit = new Audit(new Compared(), new Compared(), around.config(), around.timers(), around.random());
    }

    void start() {
        informer.start();
        audit.start();
    }

    void stop() {
        audit.end();
        listAndWatch.end();
        informer.stop();
    }

    KubernetesStatus.Kind status() {
        return state.status(objects.get());
    }

    /** Between the API and the informer. */
    private final class Arrivals implements ListAndWatch.Reader {
        @Override
        public KubeObject read(KubeObject object) {
            return object.content() instanceof Content.Arrived arrived
                    ? object.with(new Content.Read(convert(object.key(resource.kind()), arrived)))
                    : object;
        }

        private Converted convert(ObjectKey key, Content.Arrived arrived) {
            try {
                return conversion.convert(key, arrived.json());
            } catch (RuntimeException e) {
                // A conversion that fails on one object must not cost us the others.
                log.atError().addKeyValue(LogKeys.OBJECT, key).setCause(e).log("object can't be read");
                return new Converted.Refused("can't be read: " + e);
            }
        }

        @Override
        public boolean isNews(Api.Event event, KubeObject object) {
            if (event != Api.Event.DELETED
                    && object.content() instanceof Content.Arrived arrived
                    && arrived.changedAt() != null) {
                Duration lag = Duration.between(arrived.changedAt(), clock.instant());
                observer.lag(resource.kind(), lag.isNegative() ? Duration.ZERO : lag);
            }
            String key = informer.getIndexer().getKey(object);
            KubeObject held = informer.getIndexer().getByKey(key);
            if (event == Api.Event.DELETED) {
                versions.deleted(key, object.resourceVersion());
                return held != null && !Versions.isOlder(object.resourceVersion(), held.resourceVersion());
            }
            return held == null
                    ? !versions.isPast(key, object.resourceVersion())
                    : Versions.isLater(object.resourceVersion(), held.resourceVersion());
        }

        @Override
        public void failed(ApiFailure failure) {
            if (failure.forbidden() && !resource.required()) {
                changes.decided(resource.kind());
            }
        }
    }

    /** What the informer tells. */
    private final class Told implements ResourceEventHandler<KubeObject> {
        @Override
        public void onAdd(KubeObject object) {
            observer.objects(resource.kind(), objects.incrementAndGet());
            put(object);
        }

        @Override
        public void onUpdate(KubeObject before, KubeObject object) {
            if (!before.content().equals(object.content())) {
                put(object);
            }
        }

        private void put(KubeObject object) {
            if (object.content() instanceof Content.Read read) {
                changes.put(object.key(resource.kind()), read.converted(), isRepair(object));
            }
        }

        @Override
        public void onDelete(KubeObject object, boolean finalStateUnknown) {
            observer.objects(resource.kind(), objects.decrementAndGet());
            changes.gone(object.key(resource.kind()), isRepair(object));
        }

        private boolean isRepair(KubeObject object) {
            boolean repair = missed.contains(informer.getIndexer().getKey(object));
            if (repair) {
                log.atWarn()
                        .addKeyValue(LogKeys.OBJECT, object.key(resource.kind()))
                        .log("no watch told of this change; repaired");
                observer.repaired(resource.kind());
            }
            return repair;
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            versions.listed(resourceVersion);
            missed = Set.of();
            changes.decided(resource.kind());
        }
    }

    /** What an audit compares. */
    private final class Compared implements Audit.Held, Audit.Lists {
        @Override
        public @Nullable String version(String key) {
            KubeObject object = informer.getIndexer().getByKey(key);
            return object == null ? null : object.resourceVersion();
        }

        @Override
        public boolean isDeleted(String key, String version) {
            return versions.isDeleted(key, version);
        }

        @Override
        public List<String> keys() {
            return informer.getIndexer().listKeys();
        }

        @Override
        public String key(KubeObject object) {
            return informer.getIndexer().getKey(object);
        }

        @Override
        public boolean isWatching() {
            return listAndWatch.isWatching();
        }

        @Override
        public CompletableFuture<KubeObjectList> names(@Nullable String token) {
            return listAndWatch.names(token);
        }

        @Override
        public void repair(Set<String> keys) {
            missed = Set.copyOf(keys);
            listAndWatch.again();
        }
    }
}
