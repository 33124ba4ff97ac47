package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.kube.KubernetesStatus.Phase;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a source does with any API server. */
abstract class KubernetesSourceContract {
    private ApiServer server;
    private KubernetesSource source;
    private final Told told = new Told();

    abstract ApiServer server();

    @BeforeEach
    void connect() {
        server = server();
        source = KubernetesSource.of(
                server.access(), KubernetesSourceConfig.defaults(), TranslationConfig.DEFAULT, KubernetesObserver.NONE);
    }

    @AfterEach
    void disconnect() {
        source.close();
        server.close();
    }

    @Test
    void firstBatchHoldsEverything() {
        String namespace = server.namespace("first");
        server.client().resource(Objects.service(namespace, "web")).create();
        server.client()
                .resource(Objects.slice(namespace, "web", "web-1", "10.1.0.1", "10.1.0.2"))
                .create();

        source.start(told);

        List<Batch> batches = Awaiting.until(told::batches, all -> !all.isEmpty());
        assertThat(batches.getFirst().complete()).isTrue();
        assertThat(batches.getFirst().origin()).isEqualTo("initial list");
        assertThat(told.awaitMembers(namespace, "web", members -> true))
                .containsExactly("10.1.0.1:8080", "10.1.0.2:8080");
        assertThat(source.status().complete()).isTrue();
    }

    @Test
    void followsWhatIsAddedChangedAndDeleted() {
        String namespace = server.namespace("follow");
        source.start(told);
        Awaiting.until(told::batches, all -> !all.isEmpty());

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
    }

    @Test
    void saysThatAllIsCurrent() {
        source.start(told);

        KubernetesStatus status = Awaiting.until(
                source::status, now -> now.complete() && now.reasons().isEmpty());

        assertThat(status.kinds())
                .allMatch(kind -> kind.phase() == Phase.CURRENT || kind.phase() == Phase.ABSENT, "listed");
    }
}
