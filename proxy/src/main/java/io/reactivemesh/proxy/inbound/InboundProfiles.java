package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.Authority;
import io.reactivemesh.proxy.ProxyConfig.Destinations;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.transport.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service profiles of what the inbound requests of one loop are addressed to. Each is watched from the first request for it on, until
 * no request has come for it for the idle time, twice that at most.
 *
 * <p>Clients choose the names: only those that may be looked up are, and {@value #MOST_NAMES} at a time. Event loop only.
 */
final class InboundProfiles {

    static final int MOST_NAMES = 256;

    private static final int DEFAULT_PORT = 80;

    private final Destinations config;
    private final Duration idleTimeout;
    private final Loop loop;
    private final Metrics metrics;
    private final Discovery discovery;
    private final Map<String, InboundProfile> profiles = new HashMap<>();

    /** Nothing is looked up before a request asks for it. */
    InboundProfiles(Destinations config, Duration idleTimeout, Loop loop, Metrics metrics, Discovery discovery) {
        this.config = config;
        this.idleTimeout = idleTimeout;
        this.loop = loop;
        this.metrics = metrics;
        this.discovery = discovery;
    }

    /** The destination that {@code l5d-dst-canonical} names, or null when it is none: there the port must be given. */
    static @Nullable Authority canonical(String header) {
        Authority parsed = Authority.parse(header);
        return parsed == null || parsed.address() != null || parsed.port() == 0 ? null : parsed;
    }

    /** Whether profiles of that name may be looked up. */
    boolean allows(Authority destination) {
        return destination.address() == null && config.profileSuffixes().contains(destination.host());
    }

    /** The profile of a destination that may be looked up; null = too many others are in use. */
    @Nullable
    InboundProfile of(Authority destination) {
        int port = destination.portOr(DEFAULT_PORT);
        String path = destination.host() + ":" + port;
        InboundProfile known = profiles.get(path);
        if (known != null || profiles.size() >= MOST_NAMES) {
            return known;
        }
        if (profiles.isEmpty()) {
            sweepLater();
        }
        InboundProfile profile = new InboundProfile(port, config.profileInitialTimeout(), loop, metrics);
        profiles.put(path, profile);
        profile.watched(discovery.watchProfile(path, loop.eventLoop(), profile::update));
        return profile;
    }

    private void sweepLater() {
        Runnable _ = loop.schedule(this::sweep, idleTimeout);
    }

    private void sweep() {
        profiles.values().removeIf(profile -> {
            boolean idle = !profile.usedSinceAsked();
            if (idle) {
                profile.close();
            }
            return idle;
        });
        if (!profiles.isEmpty()) {
            sweepLater();
        }
    }

    void close() {
        profiles.values().forEach(InboundProfile::close);
        profiles.clear();
    }
}
