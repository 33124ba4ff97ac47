package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller whose API server does not answer: it is there, and says what is wrong. */
class UnreachableApiIT {
    private static final Pattern FAILED = Pattern.compile("mesh_source_failures_total\\{kind=\"Pod\"} [1-9]");

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    Path folder;

    @Test
    void saysWhyItIsNotReadyAndCountsWhatItTries() throws Exception {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: test, user: {token: secret}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                """);
        try (AdminClient admin = new AdminClient(
                Controller.start(TestConfigs.onKubernetes(kubeconfig), InputStream.nullInputStream(), Map.of()))) {

            String ready =
                    admin.await("/ready", text -> text.contains("Pod: not listed yet: no answer: ConnectException"));
            String metrics =
                    admin.await("/metrics", text -> FAILED.matcher(text).find());

            assertThat(ready)
                    .startsWith("not ready: the source has not listed")
                    .contains("Pod: not listed yet: no answer: ConnectException");
            assertThat(admin.get("/ready").statusCode()).isEqualTo(503);
            assertThat(admin.get("/live").statusCode()).isEqualTo(200);
            assertThat(metrics).contains("mesh_ready 0.0").containsPattern(FAILED);
        }
    }
}
