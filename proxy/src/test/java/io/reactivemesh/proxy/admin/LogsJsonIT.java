package io.reactivemesh.proxy.admin;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.reactivemesh.proxy.log.LogFilter;
import io.reactivemesh.proxy.log.ProxyLogging;
import io.reactivemesh.proxy.testing.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

/** The log as it comes, over HTTP; behaviour case 197. */
class LogsJsonIT {

    private static final String HEAD = "http/1.1 200 ok~content-type: application/json~transfer-encoding: chunked~~";

    private final Metrics metrics = new Metrics(ProxyMetrics.all(), System::nanoTime, Duration.ofMinutes(10));
    private final ProxyLogging logging = new ProxyLogging();
    private final Logger logger = logging.getLogger("a.b");
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private AdminRoutes routes;
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        AdminRoutes.LogControl log = new AdminRoutes.LogControl(
                () -> "", _ -> {}, (directives, lines) -> logging.read(LogFilter.parse(directives), lines));
        routes = new AdminRoutes(metrics, () -> true, log, Map.of(), null);
        server = AdminServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                group.next(),
                false,
                routes,
                metrics,
                "all-unauthenticated",
                System::nanoTime);
    }

    @AfterEach
    void stop() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Wire ask(String request) {
        return Wire.connect(server.address()).send(request);
    }

    private Wire reading(String filter) {
        Wire wire = ask("GET /logs.json?" + filter + " HTTP/1.1~Host: admin~~");
        assertThat(wire.head()).isEqualTo(HEAD);
        return wire;
    }

    /** The first line of the next chunk. */
    private static String line(Wire wire) {
        int length = Integer.parseInt(wire.line(), 16);
        String text = wire.text(length);
        assertThat(wire.line()).isEmpty();
        return text.substring(0, text.indexOf('\n'));
    }

    @Test
    void eachStreamHasAFilterOfItsOwn() {
        Logger other = logging.getLogger("c.d");
        try (Wire info = reading("off,a=info,c=info");
                Wire debug = reading("off,a=debug")) {
            logger.debug("first");
            logger.atInfo().addKeyValue("peer", "10.0.0.1").log("second");
            other.info("third");

            assertThat(line(debug)).contains("\"level\":\"DEBUG\"", "\"message\":\"first\"", "\"target\":\"a.b\"");
            assertThat(line(debug)).contains("\"message\":\"second\",\"peer\":\"10.0.0.1\"");
            assertThat(line(info)).contains("\"message\":\"second\"");
            assertThat(line(info)).contains("\"message\":\"third\"");
        }
        eventually("nobody reads any more", () -> !logger.isInfoEnabled());
    }

    @Test
    void aFilterMayComeInTheBody() {
        try (Wire wire = ask("QUERY /logs.json HTTP/1.1~Host: admin~Content-Length: 10~~off,a=info")) {
            assertThat(wire.head()).isEqualTo(HEAD);

            logger.info("heard");

            assertThat(line(wire)).contains("\"message\":\"heard\"");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    GET /logs.json           |                     | 400 | {"error":"a filter is expected in the query, such as ?info,linkerd=debug","status":400}
                    GET /logs.json?a=loud    |                     | 400 | {"error":"filter: 'loud' (expected: off, error, warn, info, debug or trace)","status":400}
                    GET /logs.json?info      | accept: text/html~  | 406 | application/json
                    POST /logs.json?info     |                     | 405 |
                    """)
    void whatMakesNoSenseIsRefused(String request, String headers, String status, String body) {
        try (Wire wire = ask(request + " HTTP/1.1~Host: admin~" + (headers == null ? "" : headers) + "~")) {
            String head = wire.head();

            assertThat(head).startsWith("http/1.1 " + status + " ");
            assertThat(head.contains("~allow: get, query~")).isEqualTo(status.equals("405"));
            String expected = body == null ? "" : body;
            assertThat(wire.text(expected.length())).isEqualTo(expected);
        }
    }

    @Test
    void itIsForThisHostOnly() {
        AdminRequest remote = new AdminRequest("GET", "/logs.json", "info", "", "", false);

        LogsJson.Answer answer = routes.logs(remote, _ -> {});

        assertThat(answer)
                .isInstanceOfSatisfying(
                        LogsJson.Answer.Refused.class,
                        refused -> assertThat(refused.response().status()).isEqualTo(403));
    }

    @Test
    void aReaderThatIsTooSlowIsToldHowMuchItHasMissed() {
        String kilobyte = "x".repeat(1_000);
        try (Wire wire = reading("off,a=info")) {
            for (int i = 0; i < 30_000; i++) {
                logger.info(kilobyte);
            }
            String read = "";
            for (int i = 0; i < 30_000 && !read.contains("dropped_events"); i++) {
                logger.info("one more");
                read = line(wire);
            }

            assertThat(read).matches("\\{\"dropped_events\":[1-9][0-9]*}");
        }
    }
}
