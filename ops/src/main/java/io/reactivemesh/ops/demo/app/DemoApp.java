package io.reactivemesh.ops.demo.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The containers of the demo application, by image name. They run inside the calling process, on virtual threads; {@link DemoAppMain} is a
 * process for one.
 */
public final class DemoApp {
    private static final Pattern IMAGE =
            Pattern.compile("(?:.+/)?reactivemesh/demo-(web|emoji|voting|vote-bot)(?:[:@].*)?");
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s)?");

    private final RandomGenerator random;
    private final LongSupplier nanoTime;

    /**
     * @param random used from several threads
     */
    public DemoApp(RandomGenerator random, LongSupplier nanoTime) {
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /**
     * A pod's proxy that has to be asked, since nothing redirects connections to it.
     *
     * @param source the pod's own address, from which it is asked
     * @param address its outbound side
     */
    public record ForwardProxy(InetAddress source, InetSocketAddress address) {}

    /**
     * Where a container runs and what it was told.
     *
     * @param listen where to serve; null for a container that declares no port
     * @param proxy null = connections are redirected
     */
    public record Container(
            @Nullable InetSocketAddress listen, @Nullable ForwardProxy proxy, Map<String, String> environment) {
        private String value(String name, String otherwise) {
            return environment.getOrDefault(name, otherwise);
        }
    }

    /** Whether an image is one of ours. */
    public static boolean knows(String image) {
        return IMAGE.matcher(image).matches();
    }

    /**
     * Starts the container of a known image.
     *
     * @return ends it when closed
     * @throws IOException when it cannot bind
     * @throws IllegalArgumentException when a variable has no sense; names it
     */
    public AutoCloseable start(String image, Container container) throws IOException {
        Matcher matcher = IMAGE.matcher(image);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("image: " + image + " (expected: one of the demo's)");
        }
        return switch (matcher.group(1)) {
            case "emoji" -> EmojiApp.start(listen(image, container));
            case "voting" -> VotingApp.start(listen(image, container), misbehaviour(container), random::nextDouble);
            case "web" -> web(listen(image, container), container);
            default -> bot(container);
        };
    }

    private static AutoCloseable web(InetSocketAddress listen, Container container) throws IOException {
        MeshClient mesh = new MeshClient(container.proxy());
        AppServer server = WebApp.start(
                listen,
                mesh,
                container.value("EMOJISVC_HOST", "emoji-svc.emojivoto.svc.cluster.local:8080"),
                container.value("VOTINGSVC_HOST", "voting-svc.emojivoto.svc.cluster.local:8080"));
        return closing(List.of(server, mesh));
    }

    private AutoCloseable bot(Container container) {
        double rate = number("REQUEST_RATE", container.value("REQUEST_RATE", "1"));
        MeshClient mesh = new MeshClient(container.proxy());
        VoteBot bot = new VoteBot(
                mesh, container.value("WEB_HOST", "web-svc.emojivoto.svc.cluster.local:80"), rate, random, nanoTime);
        return closing(List.of(bot.start(), mesh));
    }

    private static VotingApp.Settings misbehaviour(Container container) {
        String delay = container.value("ARTIFICIAL_DELAY", "0");
        Matcher matcher = DURATION.matcher(delay);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("ARTIFICIAL_DELAY: " + delay + " (expected: 250ms, 1s)");
        }
        long amount = Long.parseLong(matcher.group(1));
        return new VotingApp.Settings(
                number("FAILURE_RATE", container.value("FAILURE_RATE", "1")),
                "ms".equals(matcher.group(2)) ? Duration.ofMillis(amount) : Duration.ofSeconds(amount));
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": " + text + " (expected: a number)", e);
        }
    }

    private static InetSocketAddress listen(String image, Container container) {
        InetSocketAddress listen = container.listen();
        if (listen == null) {
            throw new IllegalArgumentException("ports: none for " + image + " (expected: one containerPort)");
        }
        return listen;
    }

    private static AutoCloseable closing(List<AutoCloseable> parts) {
        return () -> {
            for (AutoCloseable part : parts) {
                part.close();
            }
        };
    }
}
