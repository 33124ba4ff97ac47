package io.reactivemesh.actors.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One open watch: passes events on, as far as faults allow. One thread relays; any thread may hit it. */
final class Relay {
    /** How long an event waits for a younger one to change places with. */
    private static final Duration SWAP_PATIENCE = Duration.ofMillis(30);

    private final Exchange exchange;
    private final ApiBackend.Events events;
    private final Armed armed;
    private final Recent recent;
    private final Random random;
    private final ScheduledExecutorService timer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean silent;
    private @Nullable String held;
    private @Nullable ScheduledFuture<?> release;

    /**
     * Relays from an API server to a client.
     *
     * @param recent the newest events of the resource in all watches, to be replayed
     */
    Relay(
            Exchange exchange,
            ApiBackend.Events events,
            Armed armed,
            Recent recent,
            Random random,
            ScheduledExecutorService timer) {
        this.exchange = exchange;
        this.events = events;
        this.armed = armed;
        this.recent = recent;
        this.random = random;
        this.timer = timer;
    }

    String resource() {
        return exchange.call().resource();
    }

    /** Relays until either side is gone. */
    void run() throws InterruptedException {
        exchange.begin();
        exchange.whenGone(this::close);
        try {
            String event = events.next();
            while (event != null && closed.getCount() > 0) {
                relay(event);
                event = events.next();
            }
            finish(exchange::end);
        } catch (IOException e) {
            finish(exchange::cut);
        }
    }

    /** Makes a fault of open watches happen to this one. */
    synchronized void hit(Fault.OfWatches fault) {
        if (silent || closed.getCount() == 0) {
            return;
        }
        armed.count(fault.getClass());
        switch (fault) {
            case Fault.WatchDropped _ -> finish(exchange::cut);
            case Fault.WatchTorn _ -> finish(() -> exchange.sendHalf("{\"type\":\"MODIFIED\",\"object\":{\"kind\":"));
            case Fault.WatchEnded _ -> finish(exchange::end);
            case Fault.WatchSilent _ -> silence();
            case Fault.WatchError error ->
                finish(() -> {
                    exchange.send(Status.errorEvent(error.code(), "on command"));
                    exchange.end();
                });
        }
    }

    private void relay(String event) throws InterruptedException {
        Fault.Delayed delayed = armed.take(Fault.Delayed.class, resource());
        if (delayed != null && closed.await(delayed.by().toNanos(), TimeUnit.NANOSECONDS)) {
            return;
        }
        boolean bookmark = event.startsWith("{\"type\":\"BOOKMARK\"");
        synchronized (this) {
            if (bookmark || event.startsWith("{\"type\":\"ERROR\"")) {
                releaseHeld();
                send(event);
            } else if (armed.take(Fault.Lost.class, resource()) == null) {
                swapped(event);
            }
        }
    }

    private void swapped(String event) {
        if (held != null) {
            armed.count(Fault.Swapped.class);
            send(event);
            releaseHeld();
        } else if (armed.has(Fault.Swapped.class, resource()) && random.nextBoolean()) {
            held = event;
            release = timer.schedule(this::releaseLater, SWAP_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } else {
            repeated(event);
        }
    }

    private void repeated(String event) {
        send(event);
        recent.add(event);
        if (armed.has(Fault.Duplicated.class, resource())) {
            armed.count(Fault.Duplicated.class);
            send(event);
        }
        if (armed.has(Fault.Replayed.class, resource())) {
            List<String> older = recent.events();
            for (int i = random.nextInt(4); i > 0; i--) {
                armed.count(Fault.Replayed.class);
                send(older.get(random.nextInt(older.size())));
            }
        }
    }

    private synchronized void releaseLater() {
        releaseHeld();
    }

    private synchronized void releaseHeld() {
        if (release != null) {
            release.cancel(false);
            release = null;
        }
        if (held != null) {
            String event = held;
            held = null;
            repeated(event);
        }
    }

    private synchronized void send(String event) {
        if (!silent && closed.getCount() > 0) {
            exchange.send(event);
        }
    }

    private synchronized void silence() {
        // What it held is lost with the rest: the client opens another watch from the last event that it has.
        held = null;
        silent = true;
    }

    private synchronized void finish(Runnable last) {
        // A silent watch stays open until its client gives up.
        if (!silent && closed.getCount() > 0) {
            releaseHeld();
            last.run();
            close();
        }
    }

    private synchronized void close() {
        closed.countDown();
        events.close();
    }
}
