package io.reactivemesh.actors.kube;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Against the API server that the environment names. */
@Tag("kube")
@EnabledIfEnvironmentVariable(named = "KUBECONFIG", matches = ".+", disabledReason = "no API server is named")
final class KubernetesSourceIT extends KubernetesSourceContract {
    @Override
    ApiServer server() {
        return ApiServer.real();
    }
}
