package io.reactivemesh.proxy;

import io.reactivemesh.proxy.access.AccessLog;
import io.reactivemesh.proxy.admin.Metrics;
import java.io.OutputStream;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What is told of single requests, besides meters.
 *
 * @param accessLog a line for each inbound request; null = off
 */
public record Telemetry(@Nullable AccessLog accessLog) implements AutoCloseable {

    /** Nothing. */
    public static final Telemetry NONE = new Telemetry(null);

    /**
     * Opens what a configuration asks for.
     *
     * @param standardError where the access log goes; not closed
     */
    public static Telemetry open(ProxyConfig config, Metrics metrics, OutputStream standardError) {
        ProxyConfig.AccessLog access = config.logging().access();
        return new Telemetry(
                access == null
                        ? null
                        : new AccessLog(access, standardError, metrics, InstantSource.system(), System::nanoTime));
    }

    /** Says what is still to be said. After the last request. */
    @Override
    public void close() {
        if (accessLog != null) {
            accessLog.close();
        }
    }
}
