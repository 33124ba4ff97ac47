package io.reactivemesh.actors.kube;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;

/**
 * How the Kubernetes API is read. What each is for is in the module's README.
 *
 * @param pageSize objects in one answer to a list
 * @param settle changes this close together become one batch
 * @param watchLife the longest that one watch lasts; its end is drawn from the upper half
 * @param watchSilence a watch that told nothing this long is replaced; bookmarks come every minute
 * @param auditEvery time between comparisons with a list; zero = never
 * @param auditGrace how long a watch may be behind a comparison
 * @param absentRetry time between looks for a kind that the cluster does not have
 * @param optionalPatience how long the first batch waits for kinds that it can do without
 * @param requestTimeout longest wait for one answer
 * @param backoffFirst bound of the wait after a first failure
 * @param backoffMost bound of any wait
 */
public record KubernetesSourceConfig(
        int pageSize,
        Duration settle,
        Duration watchLife,
        Duration watchSilence,
        Duration auditEvery,
        Duration auditGrace,
        Duration absentRetry,
        Duration optionalPatience,
        Duration requestTimeout,
        Duration backoffFirst,
        Duration backoffMost) {
    public KubernetesSourceConfig {
        if (pageSize < 1) {
            throw new IllegalArgumentException("kubernetes.page-size: " + pageSize + " (expected: 1 or more)");
        }
        notNegative("settle", settle);
        if (watchLife.toSeconds() < 2) {
            throw new IllegalArgumentException("kubernetes.watch-life: " + watchLife + " (expected: 2s or more)");
        }
        positive("watch-silence", watchSilence);
        notNegative("audit-every", auditEvery);
        positive("audit-grace", auditGrace);
        positive("absent-retry", absentRetry);
        notNegative("optional-patience", optionalPatience);
        positive("request-timeout", requestTimeout);
        positive("backoff-first", backoffFirst);
        if (backoffMost.compareTo(backoffFirst) < 0) {
            throw new IllegalArgumentException("kubernetes.backoff-most: " + backoffMost
                    + " (expected: at least backoff-first, " + backoffFirst + ")");
        }
    }

    private static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("kubernetes." + key + ": " + value + " (expected: more than 0)");
        }
    }

    private static void notNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("kubernetes." + key + ": " + value + " (expected: 0 or more)");
        }
    }

    /** The defaults of {@code reference.conf}. */
    public static KubernetesSourceConfig defaults() {
        return of(ConfigFactory.defaultReference());
    }

    /**
     * Reads the keys below {@code reactive-mesh.kubernetes}.
     *
     * @throws IllegalArgumentException naming the key, what it is and what was expected
     */
    public static KubernetesSourceConfig of(Config config) {
        Config kubernetes = config.getConfig("reactive-mesh.kubernetes");
        return new KubernetesSourceConfig(
                kubernetes.getInt("page-size"),
                kubernetes.getDuration("settle"),
                kubernetes.getDuration("watch-life"),
                kubernetes.getDuration("watch-silence"),
                kubernetes.getDuration("audit-every"),
                kubernetes.getDuration("audit-grace"),
                kubernetes.getDuration("absent-retry"),
                kubernetes.getDuration("optional-patience"),
                kubernetes.getDuration("request-timeout"),
                kubernetes.getDuration("backoff-first"),
                kubernetes.getDuration("backoff-most"));
    }
}
