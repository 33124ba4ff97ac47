package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.ControlAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the pods of a control-plane service, and keeps looking: SRV records first, whose targets spell addresses and whose ports
 * count; A and AAAA records with the configured port when there are none, or one target that spells no address. Asked again
 * when an answer has expired, and whenever a connection was lost. A name that can't be found any more keeps the addresses
 * it had.
 *
 * <p>Confined to the control loop.
 */
final class ControlNameResolver implements AddressSource {

    /** Told what each question brought. */
    interface Observer {

        /**
         * A question was answered, or not.
         *
         * @param recordType {@code SRV} or {@code A/AAAA}
         */
        void resolved(String recordType, boolean found);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ControlNameResolver.class);

    /** However short-lived an answer says it is. */
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(5);

    private final ControlAddress address;
    private final ControlDns dns;
    private final UnaryOperator<Duration> clamp;
    private final Timers timers;
    private final Observer observer;
    private @Nullable Consumer<List<InetSocketAddress>> listener;
    private Timers.@Nullable Timer expiry;
    private boolean asking;
    private boolean known;
    private boolean closed;

    /**
     * Creates a resolver; nothing is asked yet.
     *
     * @param clamp bounds how long answers are believed
     */
    ControlNameResolver(
            ControlAddress address, ControlDns dns, UnaryOperator<Duration> clamp, Timers timers, Observer observer) {
        this.address = address;
        this.dns = dns;
        this.clamp = clamp;
        this.timers = timers;
        this.observer = observer;
    }

    @Override
    public void start(Consumer<List<InetSocketAddress>> newListener) {
        listener = newListener;
        refresh();
    }

    @Override
    public void refresh() {
        if (asking || closed) {
            return;
        }
        asking = true;
        cancelExpiry();
        dns.services(address.host()).whenComplete((answer, failure) -> {
            observer.resolved("SRV", failure == null);
            if (failure == null) {
                answered(answer);
            } else if (!closed) {
                askForAddresses();
            }
        });
    }

    private void askForAddresses() {
        dns.addresses(address.host(), address.port()).whenComplete((answer, failure) -> {
            observer.resolved("A/AAAA", failure == null);
            if (failure == null) {
                answered(answer);
            } else {
                failed(failure);
            }
        });
    }

    private void answered(ControlDns.Answer answer) {
        asking = false;
        if (closed || listener == null) {
            return;
        }
        known = true;
        Duration ttl = clamp.apply(answer.ttl());
        expiry = timers.after(ttl.compareTo(SHORTEST_TTL) < 0 ? SHORTEST_TTL : ttl, this::refresh);
        listener.accept(answer.addresses());
    }

    private void failed(Throwable failure) {
        asking = false;
        if (closed || listener == null) {
            return;
        }
        if (known) {
            expiry = timers.after(SHORTEST_TTL, this::refresh);
        } else {
            // Whoever waits for a connection asks again, with a wait that grows.
            LOG.atDebug()
                    .addKeyValue(LogKeys.ADDRESS, address)
                    .addKeyValue(LogKeys.REASON, failure.getMessage())
                    .log("Control plane not found");
        }
    }

    private void cancelExpiry() {
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        cancelExpiry();
    }
}
