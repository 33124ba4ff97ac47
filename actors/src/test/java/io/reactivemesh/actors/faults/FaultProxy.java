package io.reactivemesh.actors.faults;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between an informer and its API server, and makes {@link Fault}s happen. Without one it passes on what it gets. Serves HTTP/1.1
 * without TLS on a free port of loopback; no WebSockets. Any thread.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FaultProxy.class);

    private final ApiBackend server;
    private final Random random;
    private final Armed armed = new Armed();
    private final List<Relay> open = new CopyOnWriteArrayList<>();
    private final Map<String, Recent> recent = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("fault-timer").factory());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Front front;
    private volatile @Nullable String token;

    /**
     * Listens at once.
     *
     * @param server closed with the proxy
     * @param seed decides which events are swapped and replayed, as far as the order of threads lets it
     */
    public FaultProxy(ApiBackend server, long seed) {
        this.server = server;
        this.random = new Random(seed);
        this.front = new Front(this::handle);
    }

    /** Where the informer finds it. */
    public URI address() {
        return front.address();
    }

    /** Makes something go wrong. */
    public void inject(Fault fault) {
        log.debug("{}", fault);
        switch (fault) {
            case Fault.OfWatches now ->
                open.stream().filter(relay -> now.hits(relay.resource())).forEach(relay -> relay.hit(now));
            case Fault.Compacted _ -> {
                if (server.compact()) {
                    armed.count(Fault.Compacted.class);
                }
            }
            case Fault.OfRequests _, Fault.OfEvents _ -> armed.add(fault);
        }
    }

    /** Ends all faults. Watches that went silent stay silent: nobody tells their clients. */
    public void heal() {
        armed.clear();
    }

    /**
     * Takes no other bearer token from now on: everything else is answered with 401. Open watches go on.
     *
     * @param only null = anybody is welcome
     */
    public void accept(@Nullable String only) {
        token = only;
    }

    /** How often each kind of fault made a difference: simple name → times. */
    public Map<String, Integer> tookEffect() {
        return armed.tookEffect();
    }

    /** Plural names of what is watched now, one for each open watch. */
    public List<String> watched() {
        return open.stream().map(Relay::resource).sorted().toList();
    }

    private void handle(Exchange exchange) {
        log.debug("{} {}", exchange.call().verb(), exchange.call().target());
        try {
            String only = token;
            if (only != null && !exchange.authorization().equals("Bearer " + only)) {
                armed.count("Unauthorized");
                exchange.refuse(401, "the token has expired", null);
                return;
            }
            switch (exchange.call().verb()) {
                case LIST -> list(exchange);
                case WATCH -> watch(exchange);
                case OTHER -> passOn(exchange);
            }
        } catch (IOException e) {
            // The API server is away, and so is the connection to it.
            exchange.cut();
        } catch (InterruptedException e) {
            exchange.cut();
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("the proxy can't handle {}", exchange.call(), e);
            exchange.refuse(500, String.valueOf(e.getMessage()), null);
        }
    }

    private void list(Exchange exchange) throws IOException, InterruptedException {
        Call call = exchange.call();
        Fault.ListSlow slow = armed.take(Fault.ListSlow.class, call.resource());
        if (slow != null && closed.await(slow.by().toNanos(), TimeUnit.NANOSECONDS)) {
            exchange.cut();
            return;
        }
        Fault.ListRefused refused = armed.take(Fault.ListRefused.class, call.resource());
        if (refused != null) {
            exchange.refuse(refused.status(), "on command", refused.retryAfterSeconds());
        } else if (call.parameter("continue") != null
                && armed.take(Fault.ContinueExpired.class, call.resource()) != null) {
            exchange.refuse(410, "The provided continue parameter is too old", null);
        } else if (armed.take(Fault.ListTorn.class, call.resource()) != null) {
            exchange.answerHalf(server.answer(call).body());
        } else {
            passOn(exchange);
        }
    }

    private void passOn(Exchange exchange) throws IOException, InterruptedException {
        ApiBackend.Answer answer = server.answer(exchange.call());
        exchange.answer(answer.status(), answer.body(), null);
    }

    private void watch(Exchange exchange) throws IOException, InterruptedException {
        Call call = exchange.call();
        Fault.WatchRefused refused = armed.take(Fault.WatchRefused.class, call.resource());
        if (refused != null) {
            exchange.refuse(refused.status(), "on command", refused.retryAfterSeconds());
            return;
        }
        if (armed.take(Fault.WatchUnanswered.class, call.resource()) != null) {
            return;
        }
        switch (server.watch(call)) {
            case ApiBackend.Watch.Refused(ApiBackend.Answer answer) ->
                exchange.answer(answer.status(), answer.body(), null);
            case ApiBackend.Watch.Granted(ApiBackend.Events events) -> {
                Relay relay = new Relay(
                        exchange,
                        events,
                        armed,
                        recent.computeIfAbsent(call.resource(), _ -> new Recent()),
                        random,
                        timer);
                open.add(relay);
                try {
                    relay.run();
                } finally {
                    open.remove(relay);
                }
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
        front.close();
        timer.shutdownNow();
    }
}
