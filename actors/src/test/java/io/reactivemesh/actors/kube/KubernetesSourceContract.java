package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.kube.KubernetesStatus.Phase;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a source does with any API server. */
abstract class KubernetesSourceContract {
    final Counted counted = new Counted();
    final Told told = new Told();
    private ApiServer server;
    private KubernetesSource source;

    abstract ApiServer server();

    @BeforeEach
    void connect() {
        server = server();
        source = source(Resource.ALL);
    }

    @AfterEach
    void disconnect() {
        source.close();
        server.close();
    }

    private KubernetesSource source(List<Resource> resources) {
        return source(server.access(), resources);
    }

    KubernetesSource source(KubernetesAccess access, List<Resource> resources) {
        return KubernetesSource.of(access, impatient(), TranslationConfig.DEFAULT, counted, resources);
    }

    /** Looks for absent kinds more often than anybody would. */
    private static KubernetesSourceConfig impatient() {
        KubernetesSourceConfig usual = KubernetesSourceConfig.defaults();
        return new KubernetesSourceConfig(
                2,
                usual.settle(),
                usual.watchLife(),
                usual.watchSilence(),
                usual.auditEvery(),
                usual.auditGrace(),
                Duration.ofMillis(200),
                Duration.ofMinutes(5),
                usual.requestTimeout(),
                usual.backoffFirst(),
                usual.backoffMost());
    }

    ApiServer apiServer() {
        return server;
    }

    void start() {
        source.start(told);
        Awaiting.until(told::batches, all -> !all.isEmpty());
    }

    private String create(String prefix) {
        String namespace = server.namespace(prefix);
        server.client().resource(Objects.service(namespace, "web")).create();
        server.client()
                .resource(Objects.slice(namespace, "web", "web-1", "10.1.0.1", "10.1.0.2"))
                .create();
        server.client()
                .resource(Objects.slice(namespace, "web", "web-2", "10.1.0.3"))
                .create();
        server.client()
                .resource(Objects.slice(namespace, "web", "web-3", "10.1.0.4"))
                .create();
        return namespace;
    }

    @Test
    void firstBatchHoldsEverything() {
        String namespace = create("first");

        start();

        List<Batch> batches = told.batches();
        assertThat(batches.getFirst().complete()).isTrue();
        assertThat(batches.getFirst().origin()).isEqualTo("initial list");
        assertThat(told.awaitMembers(namespace, "web", members -> true))
                .containsExactly("10.1.0.1:8080", "10.1.0.2:8080", "10.1.0.3:8080", "10.1.0.4:8080");
        assertThat(source.status().complete()).isTrue();
    }

    @Test
    void followsWhatIsAddedChangedAndDeleted() {
        String namespace = server.namespace("follow");
        start();

        server.client().resource(Objects.service(namespace, "web")).create();
        server.client()
                .resource(Objects.slice(namespace, "web", "web-1", "10.1.0.1"))
                .create();
        told.awaitMembers(namespace, "web", members -> members.size() == 1);
        server.client()
                .resource(Objects.slice(namespace, "web", "web-1", "10.1.0.2", "10.1.0.3"))
                .update();
        told.awaitMembers(namespace, "web", members -> members.size() == 2);
        server.client().resource(Objects.slice(namespace, "web", "web-1")).delete();

        assertThat(told.awaitMembers(namespace, "web", members -> members.isEmpty()))
                .isEmpty();
        assertThat(told.batches().stream().skip(1))
                .as("batches after the first")
                .noneMatch(Batch::complete)
                .anyMatch(batch ->
                        batch.origin().contains("change of ") && batch.origin().contains(namespace));
    }

    @Test
    void saysThatAllIsCurrent() {
        source.start(told);

        KubernetesStatus status = Awaiting.until(
                source::status, now -> now.complete() && now.reasons().isEmpty());

        assertThat(status.kinds()).extracting(KubernetesStatus.Kind::kind).containsExactly(ObjectKey.Kind.values());
        assertThat(status.kinds())
                .allMatch(kind -> kind.phase() == Phase.CURRENT || kind.phase() == Phase.ABSENT, "listed");
    }

    @Test
    void tellsAnObserverWhatItDoes() {
        String namespace = create("observed");
        start();
        told.awaitMembers(namespace, "web", members -> members.size() == 4);

        server.client()
                .resource(Objects.slice(namespace, "web", "web-1", "10.1.0.9"))
                .update();
        told.awaitMembers(namespace, "web", members -> members.contains("10.1.0.9:8080"));

        assertThat(counted.events).contains(KubernetesObserver.Event.MODIFIED);
        assertThat(counted.requests.get()).isGreaterThanOrEqualTo(2 * Resource.ALL.size());
        assertThat(counted.bytes.get()).isPositive();
        assertThat(counted.lists.get()).isGreaterThanOrEqualTo(5);
        assertThat(counted.objects.get(ObjectKey.Kind.ENDPOINT_SLICE)).isGreaterThanOrEqualTo(3);
        assertThat(counted.repairs).isEmpty();
    }

    @Test
    void oneBadObjectIsQuarantinedUntilItIsFixed() {
        CustomKind profiles = new CustomKind(server.client(), ObjectKey.Kind.SERVICE_PROFILE);
        if (server.isReal()) {
            profiles.define();
        }
        try {
            source = source(profiles.resources());
            String namespace = create("quarantine");
            String name = "web." + namespace + ".svc.cluster.local";
            profiles.objects()
                    .resource(profiles.object(namespace, name, route("/a")))
                    .create();
            start();
            told.awaitRoutes(namespace, "web", List.of("/a"));

            profiles.objects()
                    .resource(profiles.object(namespace, name, route("(")))
                    .update();
            Set<Quarantined> refused = Awaiting.until(source::quarantined, all -> !all.isEmpty());
            server.client()
                    .resource(Objects.slice(namespace, "web", "web-4", "10.1.0.5"))
                    .create();
            told.awaitMembers(namespace, "web", members -> members.contains("10.1.0.5:8080"));
            assertThat(told.routes(namespace, "web")).as("last good version").containsExactly("/a");
            profiles.objects()
                    .resource(profiles.object(namespace, name, route("/b")))
                    .update();

            told.awaitRoutes(namespace, "web", List.of("/b"));
            assertThat(refused).singleElement().satisfies(each -> {
                assertThat(each.object()).isEqualTo("ServiceProfile " + namespace + "/" + name);
                assertThat(each.place()).isEqualTo("API server");
                assertThat(each.reason()).startsWith("spec.routes[0].condition.pathRegex: '('");
            });
            assertThat(source.quarantined()).isEmpty();
        } finally {
            profiles.forget();
        }
    }

    private static Map<String, ?> route(String pathRegex) {
        return Map.of("routes", List.of(Map.of("name", pathRegex, "condition", Map.of("pathRegex", pathRegex))));
    }

    @Test
    void aChangeThatNobodyReadsIsNoBatch() {
        String namespace = create("unread");
        start();
        told.awaitMembers(namespace, "web", members -> members.size() == 4);
        int before = told.batches().size();

        Service labelled = new ServiceBuilder(Objects.service(namespace, "web"))
                .editMetadata()
                .addToLabels("nobody", "reads")
                .endMetadata()
                .build();
        server.client().services().inNamespace(namespace).withName("web").edit(found -> {
            found.getMetadata().setLabels(labelled.getMetadata().getLabels());
            return found;
        });
        server.client()
                .resource(Objects.slice(namespace, "web", "web-1", "10.1.0.9"))
                .update();
        told.awaitMembers(namespace, "web", members -> members.contains("10.1.0.9:8080"));

        assertThat(told.batches().subList(before, told.batches().size()))
                .filteredOn(batch -> batch.origin().contains(namespace))
                .extracting(Batch::origin)
                .containsExactly("change of EndpointSlice " + namespace + "/web-1");
    }

    @Test
    void tellsNothingAfterItsEnd() {
        String namespace = create("end");
        start();
        told.awaitMembers(namespace, "web", members -> members.size() == 4);

        source.close();
        server.client()
                .resource(Objects.slice(namespace, "web", "web-1", "10.1.0.9"))
                .update();
        int before = told.batches().size();
        KubernetesSource next = source(Resource.ALL);
        Told later = new Told();
        next.start(later);
        later.awaitMembers(namespace, "web", members -> members.contains("10.1.0.9:8080"));
        next.close();

        assertThat(told.batches()).hasSize(before);
        assertThat(told.members(namespace, "web")).doesNotContain("10.1.0.9:8080");
    }
}
