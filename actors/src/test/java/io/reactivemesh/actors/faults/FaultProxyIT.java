package io.reactivemesh.actors.faults;

import static io.reactivemesh.actors.faults.WatchProbe.BROKEN;
import static io.reactivemesh.actors.faults.WatchProbe.ENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.reactivemesh.actors.Awaiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault looks on the wire as it should, and without one the proxy is not noticed. */
final class FaultProxyIT {
    private static final String NAMESPACES = "/api/v1/namespaces";

    private final KubernetesMockServer mock = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(List.of()), false);
    private FaultProxy proxy;
    private WatchProbe probe;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        mock.init();
        client = mock.createClient();
        proxy = new FaultProxy(new MockBackend(URI.create(client.getMasterUrl().toString())), 1);
        probe = new WatchProbe(proxy.address());
    }

    @AfterEach
    void stop() {
        probe.close();
        proxy.close();
        client.close();
        mock.destroy();
    }

    private void put(String name, String value) {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToAnnotations("is", value)
                        .endMetadata()
                        .build())
                .createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
    }

    private void delete(String name) {
        client.namespaces().withName(name).delete();
    }

    private WatchProbe.Stream watch() throws IOException, InterruptedException {
        ObjectNode list = probe.list(NAMESPACES);
        return watchAfter(list.at("/metadata/resourceVersion").asText());
    }

    private WatchProbe.Stream watchAfter(String version) throws IOException, InterruptedException {
        int others = proxy.watched().size();
        WatchProbe.Stream stream = probe.watch(NAMESPACES + "?watch=true&resourceVersion=" + version);
        // Only then do faults of open watches find it; one that ended at once was found by nobody.
        Awaiting.until(proxy::watched, watched -> watched.size() > others || !stream.isQuiet());
        return stream;
    }

    @Test
    void passesOnWhatItGets() throws Exception {
        put("red", "1");
        WatchProbe.Stream watch = watch();

        put("red", "2");
        put("blue", "1");
        delete("red");

        assertThat(List.of(watch.next(), watch.next(), watch.next()))
                .containsExactly("MODIFIED red", "ADDED blue", "DELETED red");
        assertThat(proxy.tookEffect()).isEmpty();
    }

    @Test
    void goesOnAfterAnyVersionWithWhatWasDeletedMeanwhile() throws Exception {
        put("red", "1");
        String version = probe.list(NAMESPACES).at("/metadata/resourceVersion").asText();
        delete("red");
        put("blue", "1");

        WatchProbe.Stream watch = watchAfter(version);

        assertThat(List.of(watch.next(), watch.next())).containsExactly("DELETED red", "ADDED blue");
    }

    @Test
    void tellsThatAVersionIsTooOld() throws Exception {
        String version = probe.list(NAMESPACES).at("/metadata/resourceVersion").asText();
        WatchProbe.Stream before = watchAfter(version);
        put("red", "1");
        assertThat(before.next()).isEqualTo("ADDED red");
        proxy.inject(new Fault.Compacted());

        WatchProbe.Stream watch = watchAfter(version);

        assertThat(List.of(watch.next(), watch.next())).containsExactly("ERROR 410", ENDED);
    }

    @Test
    void givesListsInPages() throws Exception {
        put("a", "1");
        put("b", "1");
        put("c", "1");
        ObjectNode first = probe.list(NAMESPACES + "?limit=2");
        String token = first.at("/metadata/continue").asText();
        WatchProbe.Stream watch =
                watchAfter(first.at("/metadata/resourceVersion").asText());
        delete("c");
        assertThat(watch.next()).isEqualTo("DELETED c");

        ObjectNode second = probe.list(NAMESPACES + "?limit=2&continue=" + token);

        assertThat(first.path("items")).hasSize(2);
        assertThat(second.at("/items/0/metadata/name").asText())
                .as("as it was when the list began")
                .isEqualTo("c");
        assertThat(second.at("/metadata/continue").asText()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500,", "503,", "429,1"})
    void refusesLists(int status, Integer retryAfter) throws Exception {
        proxy.inject(new Fault.ListRefused("namespaces", status, retryAfter, 1));

        HttpResponse<String> refused = probe.get(NAMESPACES);
        HttpResponse<String> next = probe.get(NAMESPACES);

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.body()).contains("\"kind\":\"Status\"", "\"code\":" + status);
        assertThat(refused.headers().firstValue("Retry-After").orElse(null))
                .isEqualTo(retryAfter == null ? null : retryAfter.toString());
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(proxy.tookEffect()).containsEntry("ListRefused", 1);
    }

    @Test
    void leavesOtherResourcesAlone() throws Exception {
        proxy.inject(new Fault.ListRefused("pods", 500, null, 1));

        assertThat(probe.get(NAMESPACES).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWatches() throws Exception {
        proxy.inject(new Fault.WatchRefused(null, 410, null, 1));

        HttpResponse<String> refused = probe.get(NAMESPACES + "?watch=true&resourceVersion=1");

        assertThat(refused.statusCode()).isEqualTo(410);
        assertThat(refused.body()).contains("\"reason\":\"Expired\"");
    }

    @Test
    void leavesWatchesUnanswered() throws Exception {
        proxy.inject(new Fault.WatchUnanswered(null, 1));
        HttpClient client = HttpClient.newHttpClient();
        URI watch = proxy.address().resolve(NAMESPACES + "?watch=true&resourceVersion=1");

        CompletableFuture<HttpResponse<Void>> unanswered =
                client.sendAsync(HttpRequest.newBuilder(watch).build(), HttpResponse.BodyHandlers.discarding());
        Awaiting.until(proxy::tookEffect, effects -> effects.containsKey("WatchUnanswered"));
        watch();

        assertThat(unanswered).isNotDone();
        client.shutdownNow();
    }

    @Test
    void holdsListsBack() throws Exception {
        proxy.inject(new Fault.ListSlow(null, Duration.ofMillis(100), 1));
        long start = System.nanoTime();

        probe.get(NAMESPACES);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void tearsLists() {
        put("red", "1");
        proxy.inject(new Fault.ListTorn(null, 1));

        assertThatThrownBy(() -> probe.get(NAMESPACES)).isInstanceOf(IOException.class);
    }

    @Test
    void letsPagesExpire() throws Exception {
        put("a", "1");
        put("b", "1");
        String token =
                probe.list(NAMESPACES + "?limit=1").at("/metadata/continue").asText();
        proxy.inject(new Fault.ContinueExpired("namespaces", 1));

        assertThat(probe.get(NAMESPACES + "?limit=1").statusCode()).isEqualTo(200);
        assertThat(probe.get(NAMESPACES + "?limit=1&continue=" + token).statusCode())
                .isEqualTo(410);
    }

    @Test
    void wantsTheNewToken() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.accept("new");
        put("red", "1");

        assertThat(probe.get(NAMESPACES, "Authorization", "Bearer old").statusCode())
                .isEqualTo(401);
        assertThat(probe.get(NAMESPACES, "Authorization", "Bearer new").statusCode())
                .isEqualTo(200);
        assertThat(watch.next()).isEqualTo("ADDED red");
    }

    @Test
    void dropsWatches() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.inject(new Fault.WatchDropped("namespaces"));

        assertThat(watch.next()).isEqualTo(BROKEN);
        assertThat(Awaiting.until(proxy::watched, List::isEmpty)).isEmpty();
    }

    @Test
    void tearsWatches() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.inject(new Fault.WatchTorn(null));

        assertThat(watch.next()).isEqualTo(BROKEN);
    }

    @Test
    void endsWatches() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.inject(new Fault.WatchEnded(null));

        assertThat(watch.next()).isEqualTo(ENDED);
    }

    @Test
    void saysErrorInWatches() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.inject(new Fault.WatchError(null, 410));

        assertThat(List.of(watch.next(), watch.next())).containsExactly("ERROR 410", ENDED);
    }

    @Test
    void silencesOpenWatchesForGood() throws Exception {
        WatchProbe.Stream silent = watch();
        proxy.inject(new Fault.WatchSilent(null));
        proxy.heal();
        WatchProbe.Stream next = watch();

        put("red", "1");

        assertThat(next.next()).isEqualTo("ADDED red");
        proxy.inject(new Fault.WatchEnded(null));
        assertThat(next.next()).isEqualTo(ENDED);
        assertThat(silent.isQuiet()).isTrue();
        assertThat(Awaiting.until(proxy::watched, watched -> watched.size() == 1))
                .containsExactly("namespaces");
    }

    @Test
    void duplicatesEvents() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.inject(new Fault.Duplicated(null));
        put("red", "1");

        assertThat(List.of(watch.next(), watch.next())).containsExactly("ADDED red", "ADDED red");
    }

    @Test
    void swapsNeighboursAndKeepsNone() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.inject(new Fault.Swapped(null));
        List<String> put = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        while (seen.equals(put)) {
            String name = "ns-" + put.size();
            List.of(name, name + "-too").forEach(each -> put(each, "1"));
            Collections.addAll(put, "ADDED " + name, "ADDED " + name + "-too");
            Collections.addAll(seen, watch.next(), watch.next());
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(put);
    }

    @Test
    void replaysOldEventsAfterNewOnes() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.inject(new Fault.Replayed(null));
        put("red", "1");
        delete("red");
        List<String> seen = new ArrayList<>(List.of(watch.next()));
        for (int i = 0; !seen.contains("DELETED red") || !seen.getLast().equals("ADDED red"); i++) {
            put("blue", String.valueOf(i));
            seen.add(watch.next());
        }

        assertThat(seen.lastIndexOf("ADDED red")).isGreaterThan(seen.indexOf("DELETED red"));
        assertThat(proxy.tookEffect()).containsKey("Replayed");
    }

    @Test
    void delaysEventsInOrder() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.inject(new Fault.Delayed(null, Duration.ofMillis(50)));
        long start = System.nanoTime();
        put("red", "1");
        put("blue", "1");

        assertThat(List.of(watch.next(), watch.next())).containsExactly("ADDED red", "ADDED blue");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void losesEvents() throws Exception {
        WatchProbe.Stream watch = watch();
        proxy.inject(new Fault.Lost(null, 1));
        put("red", "1");
        put("blue", "1");

        assertThat(watch.next()).isEqualTo("ADDED blue");
    }
}
