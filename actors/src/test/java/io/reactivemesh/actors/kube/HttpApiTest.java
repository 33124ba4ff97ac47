package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.reactivemesh.actors.translate.ObjectKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, with a server that says what the test wants. */
class HttpApiTest {
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Counted counted = new Counted();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private KubernetesClient client;
    private volatile Handler handler = exchange -> answer(exchange, 200, "{\"metadata\": {}, \"items\": []}");

    @TempDir
    private Path directory;

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    /** What a watch tells, as words. */
    private static final class Heard implements Api.Listener {
        final BlockingQueue<String> words = new LinkedBlockingQueue<>();

        @Override
        public void opened() {
            words.add("opened");
        }

        @Override
        public void told(Api.Event event, KubeObject object) {
            words.add(event + " " + object.name() + "@" + object.resourceVersion());
        }

        @Override
        public void ended(@Nullable ApiFailure failure) {
            words.add(failure == null ? "ended" : failure.words());
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Accept") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            handler.handle(exchange);
            exchange.close();
        });
        server.start();
        client = KubernetesAccess.of(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())
                .impatient(Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private Api api(ObjectKey.Kind kind) {
        return HttpApi.of(
                        client,
                        Resource.ALL.stream()
                                .filter(each -> each.kind() == kind)
                                .findFirst()
                                .orElseThrow(),
                        counted)
                .getFirst();
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String words(CompletableFuture<KubeObjectList> page) {
        try {
            return page.join().getItems().size() + " objects";
        } catch (CompletionException e) {
            return ApiFailure.of(e).words();
        }
    }

    @Test
    void asksForPages() {

        api(ObjectKey.Kind.POD).list(null, 500, false).join();
        api(ObjectKey.Kind.SERVICE_PROFILE).list("a+b=", 2, false).join();

        assertThat(requests)
                .containsExactly(
                        "/api/v1/pods?limit=500 application/json null",
                        "/apis/linkerd.io/v1alpha2/serviceprofiles?limit=2&continue=a%2Bb%3D application/json null");
        assertThat(counted.requests).hasValue(2);
        assertThat(counted.bytes).hasValue(2 * 29);
    }

    @Test
    void asksForMetadataWhereNothingElseIsRead() {

        api(ObjectKey.Kind.NODE).list(null, 500, false).join();
        api(ObjectKey.Kind.POD).list(null, 500, true).join();

        String metadata = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
        assertThat(requests)
                .containsExactly(
                        "/api/v1/nodes?limit=500 " + metadata + " null",
                        "/api/v1/pods?limit=500 " + metadata + " null");
    }

    @Test
    void saysWhyItWasRefused() {
        handler = exchange -> answer(
                exchange, 403, "{\"kind\": \"Status\", \"code\": 403, \"message\": \"pods is forbidden: User x\"}");

        assertThat(words(api(ObjectKey.Kind.POD).list(null, 500, false)))
                .isEqualTo("403 Forbidden: pods is forbidden: User x"
                        + " (expected: a ClusterRole that allows list and watch of it)");
    }

    @Test
    void takesTheWordsOfWhateverIsInFront() {
        handler = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "3");
            answer(exchange, 429, "slow down\n");
        };

        CompletableFuture<KubeObjectList> page = api(ObjectKey.Kind.POD).list(null, 500, false);

        assertThat(words(page)).isEqualTo("429 Too Many Requests: slow down");
        assertThat(page.exceptionNow())
                .isInstanceOfSatisfying(
                        ApiFailure.class,
                        failure -> assertThat(failure.waitAtLeast(Duration.ofMillis(5)))
                                .isEqualTo(Duration.ofSeconds(3)));
    }

    @Test
    void saysThatNobodyListens() {
        server.stop(0);

        assertThat(words(api(ObjectKey.Kind.POD).list(null, 500, false))).isEqualTo("no answer: ConnectException");
    }

    @Test
    void refusesHalfAnAnswer() {
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write("{\"items\": [".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        };

        assertThat(words(api(ObjectKey.Kind.POD).list(null, 500, false))).startsWith("no answer: ");
    }

    @Test
    void readsLinesWhereverTheyAreCut() throws InterruptedException {
        String lines = """
                {"type": "ADDED", "object": {"metadata": {"name": "wéb-ü-€", "resourceVersion": "8"}}}
                {"type": "BOOKMARK", "object": {"metadata": {"resourceVersion": "9"}}}

                {"type": "DELETED", "object": {"metadata": {"name": "half\
                """;
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (byte each : lines.getBytes(StandardCharsets.UTF_8)) {
                    out.write(each);
                    out.flush();
                }
            }
        };
        Heard heard = new Heard();

        api(ObjectKey.Kind.POD).watch("7", Duration.ofMinutes(5), heard);

        assertThat(List.of(heard.words.take(), heard.words.take(), heard.words.take(), heard.words.take()))
                .containsExactly("opened", "ADDED wéb-ü-€@8", "BOOKMARK @9", "ended");
        assertThat(requests)
                .containsExactly(
                        "/api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=300 application/json null");
    }

    @Test
    void anErrorEndsAWatch() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write(
                            "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"message\":\"too old\"}}\n"
                                    .getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await(release);
        };
        Heard heard = new Heard();

        api(ObjectKey.Kind.POD).watch("7", Duration.ofMinutes(5), heard);

        assertThat(List.of(heard.words.take(), heard.words.take())).containsExactly("opened", "410: too old");
        release.countDown();
    }

    @Test
    void aClosedWatchTellsNothingAndLeavesTheServer() throws InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write('\n');
                    exchange.getResponseBody().flush();
                }
            } catch (IOException e) {
                left.countDown();
            }
        };
        Heard heard = new Heard();
        Api.Watch watch = api(ObjectKey.Kind.POD).watch("7", Duration.ofMinutes(5), heard);
        String first = heard.words.take();

        watch.close();
        left.await();

        assertThat(first).isEqualTo("opened");
        assertThat(heard.words).isEmpty();
    }

    /** Answers one token, and refuses all others. */
    private void accept(String token) {
        handler = exchange -> {
            boolean good =
                    ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            answer(
                    exchange,
                    good ? 200 : 401,
                    good ? "{\"metadata\": {}, \"items\": []}" : "{\"message\": \"expired\"}");
        };
    }

    private String listWith(KubernetesAccess access) {
        client.close();
        client = access.impatient(Duration.ofSeconds(30));
        return words(api(ObjectKey.Kind.POD).list(null, 500, false));
    }

    @Test
    void readsTheTokenOfItsPodAnewForEveryRequest() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        accept("first");
        String before = listWith(inCluster());

        Files.writeString(token, "second\n");
        accept("second");

        assertThat(before).isEqualTo("0 objects");
        assertThat(words(api(ObjectKey.Kind.POD).list(null, 500, false))).isEqualTo("0 objects");
    }

    /** The server speaks no TLS, pods do; so the address is put in afterwards. */
    private KubernetesAccess inCluster() {
        try (KubernetesClient configured = KubernetesAccess.inCluster(
                        Map.of("KUBERNETES_SERVICE_HOST", "127.0.0.1", "KUBERNETES_SERVICE_PORT", "443"), directory)
                .client()) {
            return KubernetesAccess.of(new ConfigBuilder(configured.getConfiguration())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .build());
        }
    }

    private Path kubeconfig(String user) throws IOException {
        return Files.writeString(
                directory.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters:
                - {name: here, cluster: {server: "http://127.0.0.1:%s"}}
                users:
                - {name: me, user: {%s}}
                contexts:
                - {name: here, context: {cluster: here, user: me}}
                """.formatted(server.getAddress().getPort(), user));
    }

    @Test
    void readsAKubeconfigAnewThatHasAnExpiredToken() throws IOException {
        KubernetesAccess access = KubernetesAccess.kubeconfig(kubeconfig("token: first"), null);
        accept("first");
        String before = listWith(access);

        kubeconfig("token: second");
        accept("second");

        assertThat(before).isEqualTo("0 objects");
        assertThat(words(api(ObjectKey.Kind.POD).list(null, 500, false))).isEqualTo("0 objects");
    }

    @Test
    void readsTheTokenFileOfAKubeconfig() throws IOException {
        Files.writeString(directory.resolve("my-token"), "first\n");
        accept("first");

        assertThat(listWith(KubernetesAccess.kubeconfig(kubeconfig("tokenFile: my-token"), null)))
                .isEqualTo("0 objects");
    }

    @Test
    void saysThatItsTokenIsNotTaken() throws IOException {
        accept("second");

        assertThat(listWith(KubernetesAccess.kubeconfig(kubeconfig("token: first"), null)))
                .isEqualTo(
                        "401 Unauthorized: expired (expected: a token or client certificate that this API server accepts)");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
