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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
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
    }

    void start() {
        informer.start();
    }

    void stop() {
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
                    ? object.with(new Content.Read(convert(object.key(resource.kind()), arrived), false))
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
                    ? !versions.isDeleted(key, object.resourceVersion())
                    : Versions.isOlder(held.resourceVersion(), object.resourceVersion());
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
                changes.put(object.key(resource.kind()), read.converted(), read.repair());
            }
        }

        @Override
        public void onDelete(KubeObject object, boolean finalStateUnknown) {
            observer.objects(resource.kind(), objects.decrementAndGet());
            boolean repair = !finalStateUnknown && object.content() instanceof Content.Read read && read.repair();
            changes.gone(object.key(resource.kind()), repair);
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            versions.listed();
            changes.decided(resource.kind());
        }
    }
}
