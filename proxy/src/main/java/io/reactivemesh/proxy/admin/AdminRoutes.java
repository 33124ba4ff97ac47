package io.reactivemesh.proxy.admin;

import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the admin server answers: health for the kubelet, metrics for the scraper, the log level, environment and
 * shutdown for people. Decides only; sockets are {@link AdminServer}'s.
 */
public final class AdminRoutes {

    private static final AdminResponse FORBIDDEN =
            AdminResponse.text(403, "Requests are only permitted from localhost.");

    private final Metrics metrics;
    private final BooleanSupplier ready;
    private final @Nullable LogControl log;
    private final Map<String, String> environment;
    private final @Nullable Runnable shutdown;
    private boolean wasReady;

    /**
     * @param ready whether traffic may come; once true, never asked again
     * @param log null when logging is off for good
     * @param environment what {@code /env.json} shows
     * @param shutdown starts the drain; null when the endpoint is not enabled
     */
    public AdminRoutes(
            Metrics metrics,
            BooleanSupplier ready,
            @Nullable LogControl log,
            Map<String, String> environment,
            @Nullable Runnable shutdown) {
        this.metrics = metrics;
        this.ready = ready;
        this.log = log;
        this.environment = Map.copyOf(environment);
        this.shutdown = shutdown;
    }

    AdminResponse answer(AdminRequest request) {
        return switch (request.path()) {
            case "/live" -> AdminResponse.text(200, "live\n");
            case "/ready" -> isReady() ? AdminResponse.text(200, "ready\n") : AdminResponse.text(503, "not ready\n");
            case "/metrics" -> metrics();
            case "/proxy-log-level" -> request.fromLoopback() ? logLevel(request, log) : FORBIDDEN;
            case "/env.json" -> EnvironmentJson.answer(request, environment);
            case "/shutdown" -> shutdown(request);
            default -> AdminResponse.text(404, "");
        };
    }

    /** Judges a request for the log as it comes. */
    LogsJson.Answer logs(AdminRequest request, Consumer<String> lines) {
        if (!request.fromLoopback()) {
            return new LogsJson.Answer.Refused(FORBIDDEN);
        }
        return log == null
                ? new LogsJson.Answer.Refused(AdminResponse.text(404, ""))
                : LogsJson.answer(request, log.reading(), lines);
    }

    private boolean isReady() {
        wasReady |= ready.getAsBoolean();
        return wasReady;
    }

    private AdminResponse metrics() {
        StringBuilder out = new StringBuilder(16 * 1024);
        metrics.expose(out);
        return AdminResponse.text(200, out.append("# EOF\n").toString());
    }

    private static AdminResponse logLevel(AdminRequest request, @Nullable LogControl log) {
        if (log == null) {
            return AdminResponse.text(404, "");
        }
        return switch (request.method()) {
            case "GET" -> AdminResponse.text(200, log.current().get() + "\n");
            case "PUT" -> setLogLevel(log, request.body());
            default -> AdminResponse.methodNotAllowed("GET, PUT");
        };
    }

    private static AdminResponse setLogLevel(LogControl log, String directives) {
        try {
            log.set().accept(directives.strip());
            return AdminResponse.text(204, "");
        } catch (IllegalArgumentException e) {
            return AdminResponse.text(400, e.getMessage() + "\n");
        }
    }

    private AdminResponse shutdown(AdminRequest request) {
        if (!request.method().equals("POST")) {
            return AdminResponse.methodNotAllowed("POST");
        }
        if (!request.fromLoopback()) {
            return FORBIDDEN;
        }
        if (shutdown == null) {
            return AdminResponse.text(404, "shutdown endpoint is not enabled\n");
        }
        shutdown.run();
        return AdminResponse.text(200, "shutdown\n");
    }

    /**
     * The log, from outside.
     *
     * @param current directives in force
     * @param set puts others in force; throws {@link IllegalArgumentException} when they are not understood
     * @param reading lets somebody read along
     */
    public record LogControl(Supplier<String> current, Consumer<String> set, Reading reading) {}

    /** The log as it comes, for whoever asks for it. */
    @FunctionalInterface
    public interface Reading {

        /**
         * Begins.
         *
         * @param lines takes each line, on any thread; must not wait
         * @return ends it
         * @throws IllegalArgumentException when the directives are not understood
         */
        Runnable read(String directives, Consumer<String> lines);
    }
}
