package io.reactivemesh.ops.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application without a mesh: a server that takes absolute-form requests stands where the proxy would be. */
@Timeout(30)
final class DemoAppIT {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private AppServer emoji;
    private AppServer voting;
    private MeshClient toEmoji;
    private MeshClient toVoting;

    @BeforeEach
    void start() throws IOException {
        emoji = EmojiApp.start(ANY);
        voting = VotingApp.start(ANY, new VotingApp.Settings(1, Duration.ZERO), () -> 0.5);
        toEmoji = through(emoji.address());
        toVoting = through(voting.address());
    }

    private static MeshClient through(InetSocketAddress proxy) {
        return new MeshClient(new DemoApp.ForwardProxy(ANY.getAddress(), proxy));
    }

    @AfterEach
    void stop() {
        toEmoji.close();
        toVoting.close();
        emoji.close();
        voting.close();
    }

    @Test
    void emojiListsAllAndFindsOne() throws InterruptedException {
        assertThat(toEmoji.get("emoji-svc", "/list").body()).hasSize(Emoji.ALL.size());
        assertThat(toEmoji.get("emoji-svc", "/find?shortcode=%3Apizza%3A")
                        .body()
                        .path("unicode")
                        .asText())
                .isEqualTo("🍕");
        assertThat(toEmoji.get("emoji-svc", "/find?shortcode=none").status()).isEqualTo(404);
        assertThat(toEmoji.get("emoji-svc", "/listing").status()).isEqualTo(404);
    }

    @Test
    void votesAreCountedAndTheDoughnutFails() throws InterruptedException {
        assertThat(toVoting.post("voting-svc", "/vote?choice=:pizza:").status()).isEqualTo(200);
        assertThat(toVoting.post("voting-svc", "/vote?choice=:pizza:").status()).isEqualTo(200);
        assertThat(toVoting.post("voting-svc", "/vote?choice=:doughnut:").status())
                .isEqualTo(500);
        assertThat(toVoting.post("voting-svc", "/vote?choice=nothing").status()).isEqualTo(404);
        assertThat(toVoting.get("voting-svc", "/vote?choice=:pizza:").status()).isEqualTo(405);

        JsonNode results = toVoting.get("voting-svc", "/results").body();

        assertThat(results.path(":pizza:").asInt()).isEqualTo(2);
        assertThat(results.has(":doughnut:")).isFalse();
    }

    @Test
    void failureRateZeroLetsTheDoughnutWin() throws Exception {
        AppServer kind = VotingApp.start(ANY, new VotingApp.Settings(0, Duration.ZERO), () -> 0.0);
        try (kind;
                MeshClient client = through(kind.address())) {
            assertThat(client.post("voting-svc", "/vote?choice=:doughnut:").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void webPassesOnWhatItsBackendsSay() throws Exception {
        // One server plays both backends and the proxy in front of them.
        AppServer backends = new AppServer(ANY)
                .on("/list", _ -> AppServer.Answer.json(200, Emoji.ALL))
                .on("/find", _ -> AppServer.Answer.json(200, Emoji.ALL.getFirst()))
                .on("/vote", _ -> AppServer.Answer.error(500, "no"))
                .start();
        MeshClient through = through(backends.address());
        AppServer web = WebApp.start(ANY, through, "emoji-svc:8080", "voting-svc:8080");
        try (backends;
                through;
                web;
                MeshClient client = through(web.address())) {
            assertThat(client.get("web-svc", "/").status()).isEqualTo(200);
            assertThat(client.get("web-svc", "/api/list").body()).hasSize(Emoji.ALL.size());
            assertThat(client.get("web-svc", "/api/vote?choice=:100:").status()).isEqualTo(500);
            assertThat(client.get("web-svc", "/api/vote").status()).isEqualTo(400);
        }
    }

    @Test
    void webAnswersBadGatewayWhenItsProxyIsGone() throws Exception {
        MeshClient nowhere = through(new InetSocketAddress("127.0.0.1", 1));
        AppServer web = WebApp.start(ANY, nowhere, "emoji-svc:8080", "voting-svc:8080");
        try (nowhere;
                web;
                MeshClient client = through(web.address())) {
            assertThat(client.get("web-svc", "/api/list").status()).isEqualTo(502);
        }
    }

    @Test
    void botListsThenVotesForSomethingOnTheList() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        AppServer web = new AppServer(ANY)
                .on("/api/list", _ -> {
                    asked.add("list");
                    return AppServer.Answer.json(200, Emoji.ALL);
                })
                .on("/api/vote", request -> {
                    asked.add(String.valueOf(request.parameter("choice")));
                    return AppServer.Answer.json(200, "ok");
                })
                .start();
        MeshClient client = through(web.address());
        RandomGenerator always = () -> 0x7fff_ffff_ffff_ffffL;
        try (web;
                client;
                VoteBot bot = new VoteBot(client, "web-svc:80", 200, always, System::nanoTime)) {
            bot.start();

            assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("list");
            String vote = asked.poll(10, TimeUnit.SECONDS);
            while ("list".equals(vote)) {
                vote = asked.poll(10, TimeUnit.SECONDS);
            }
            assertThat(Emoji.BY_SHORTCODE).containsKey(vote);
        }
    }
}
