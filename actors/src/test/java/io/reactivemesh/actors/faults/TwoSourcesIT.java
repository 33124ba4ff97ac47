package io.reactivemesh.actors.faults;

import io.reactivemesh.actors.kube.ApiServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** On the API server that the environment names. */
@Tag("kube")
@EnabledIfEnvironmentVariable(named = "KUBECONFIG", matches = ".+", disabledReason = "no API server is named")
final class TwoSourcesIT extends TwoSourcesContract {
    private static final int SEQUENCES = 36;

    @Test
    void everyStreamSaysTheSame() throws IOException {
        try (ApiServer server = ApiServer.real();
                RealCluster cluster = new RealCluster(server)) {
            everyStreamSaysTheSame(
                    SEQUENCES,
                    server,
                    List.of(cluster.namespace("red"), cluster.namespace("blue")),
                    List.of(cluster.node("near"), cluster.node("far")));
        }
    }
}
