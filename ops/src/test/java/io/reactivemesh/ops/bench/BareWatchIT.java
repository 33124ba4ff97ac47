package io.reactivemesh.ops.bench;

import static io.reactivemesh.ops.bench.ApiSocketIT.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watch that notes when it is told something. */
@Timeout(60)
class BareWatchIT {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

    private FakeApiServer server() throws IOException {
        return new FakeApiServer((_, out) -> {
            say(out, "HTTP/1.1 200 OK~~{\"type\":\"ADDED\"}~");
            while (true) {
                say(out, events.take());
            }
        });
    }

    @Test
    void notesWhenItHears() throws Exception {
        try (FakeApiServer server = server();
                BareWatch watch = BareWatch.open(server.config("t"), "/things?watch=true")) {
            long first = System.nanoTime();
            events.add("{\"type\":\"MODIFIED\"}");
            long heard = watch.heardSince(first, PATIENCE).orElseThrow();
            long second = System.nanoTime();

            assertThat(heard - first).isNotNegative();
            assertThat(second - heard).isNotNegative();
            assertThat(watch.heardSince(first, Duration.ZERO)).as("asked again").hasValue(heard);
            assertThat(watch.heardSince(second, Duration.ZERO))
                    .as("nothing since")
                    .isEmpty();
        }
    }

    @Test
    void waitsForNothingWhenTheServerEndedIt() throws Exception {
        try (FakeApiServer server = server();
                BareWatch watch = BareWatch.open(server.config("t"), "/things?watch=true")) {
            long since = System.nanoTime();
            server.hangUp();

            assertThat(watch.heardSince(since, PATIENCE)).isEmpty();
        }
    }

    @Test
    void isNotOpenedWhenItIsRefused() throws Exception {
        try (FakeApiServer server =
                new FakeApiServer((_, out) -> say(out, "HTTP/1.1 403 Forbidden~Content-Length: 0~~"))) {
            assertThatThrownBy(() -> BareWatch.open(server.config("t"), "/things?watch=true"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("403 Forbidden");
        }
    }
}
