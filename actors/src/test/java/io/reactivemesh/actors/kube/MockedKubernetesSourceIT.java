package io.reactivemesh.actors.kube;

/** Against fabric8's mock. */
final class MockedKubernetesSourceIT extends KubernetesSourceContract {
    @Override
    ApiServer server() {
        return ApiServer.mock();
    }
}
