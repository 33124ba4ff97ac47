package io.reactivemesh.actors.faults;

import io.reactivemesh.actors.kube.KubernetesSourceConfig;
import java.time.Duration;

/** How a source reads its API server when a test waits for it: as always, but for the times. */
final class Impatient {
    private Impatient() {}

    /**
     * Small pages, so that lists have several, and short waits.
     *
     * @param watchSilence longer than the API server is silent when all is well, or watches are replaced for nothing
     * @param auditEvery zero: watches have to be right by themselves
     */
    static KubernetesSourceConfig config(Duration watchSilence, Duration auditEvery) {
        KubernetesSourceConfig usual = KubernetesSourceConfig.defaults();
        return new KubernetesSourceConfig(
                2,
                usual.settle(),
                Duration.ofSeconds(20),
                watchSilence,
                auditEvery,
                Duration.ofMillis(300),
                Duration.ofMillis(200),
                usual.optionalPatience(),
                Duration.ofSeconds(2),
                Duration.ofMillis(5),
                Duration.ofMillis(80));
    }
}
