package io.reactivemesh.proxy;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the sidecar of this pod is ready, for whoever must not start before: the hook that holds the application's container back, with
 * the options of {@code linkerd-await}.
 *
 * @param port of the admin server, on loopback
 * @param timeout null = as long as it takes
 */
record Await(int port, @Nullable Duration timeout) {

    /** The word on the command line that asks for this. */
    static final String COMMAND = "await";

    private static final String USAGE =
            "usage: await [--port=4191] [--timeout=DURATION, such as 2m; default: for ever]";
    private static final int ADMIN_PORT = 4191;
    private static final int READY = 0;
    private static final int USAGE_ERROR = 64;
    /** EX_UNAVAILABLE of sysexits.h, as of the reference. */
    private static final int NOT_READY = 69;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int PATIENCE_MILLIS = 1000;
    private static final byte[] REQUEST =
            "GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String ANSWER = "HTTP/1.1 200";

    /**
     * Parses options and waits.
     *
     * @param options {@code --port=N}, {@code --timeout=DURATION}; the value may be an argument of its own
     * @param err for what went wrong
     * @return exit code: 0 ready, 64 wrong options, 69 not ready in time
     */
    static int run(List<String> options, PrintStream err) {
        Await await;
        try {
            await = parse(options);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return USAGE_ERROR;
        }
        if (await.ready()) {
            return READY;
        }
        err.println("the proxy's admin server on port " + await.port + " is not ready after " + await.timeout
                + "; its log says what it is waiting for");
        return NOT_READY;
    }

    private static Await parse(List<String> options) {
        int port = ADMIN_PORT;
        Duration timeout = null;
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            String name = option.split("=", 2)[0];
            String value = option.contains("=")
                    ? option.substring(name.length() + 1)
                    : ++i < options.size() ? options.get(i) : "";
            try {
                switch (name) {
                    case "--port", "-p" -> port = Addresses.port(value);
                    case "--timeout", "-t" -> timeout = Grammar.duration(value);
                    default -> throw new IllegalArgumentException("an option that there is");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": \"" + value + "\" (expected: " + e.getMessage() + ")", e);
            }
        }
        return new Await(port, timeout);
    }

    /** Blocks until the admin server says that it is ready, or the time is over. */
    private boolean ready() {
        long began = System.nanoTime();
        while (!answersReady()) {
            if (timeout != null && System.nanoTime() - began >= timeout.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }

    private boolean answersReady() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(REQUEST);
            byte[] head = socket.getInputStream().readNBytes(ANSWER.length());
            return new String(head, StandardCharsets.US_ASCII).equals(ANSWER);
        } catch (IOException e) {
            // Not there yet, which is what we are here for.
            return false;
        }
    }
}
