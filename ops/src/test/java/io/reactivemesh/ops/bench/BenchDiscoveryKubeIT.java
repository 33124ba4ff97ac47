package io.reactivemesh.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactivemesh.ops.controller.Controller;
import io.reactivemesh.ops.controller.TestConfigs;
import io.reactivemesh.ops.kube.KubeApi;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The bench and a controller, both on a real API server. */
@Tag("kube")
final class BenchDiscoveryKubeIT {
    private static final Pattern NAMESPACE = Pattern.compile("removing namespace (mesh-bench-[0-9a-f]+)");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyStreamReceivesEveryChangeAndNothingStays() throws Exception {
        try (KubeApi api = KubeApi.connect()) {
            Path kubeconfig = Path.of(System.getenv("KUBECONFIG"));

            JsonNode report;
            try (Controller controller = Controller.start(
                    TestConfigs.onKubernetes(kubeconfig), InputStream.nullInputStream(), System.getenv())) {
                report = measure(kubeconfig, controller.discoveryAddress().getPort());
            }

            assertThat(report.get("missed").asLong()).isZero();
            assertThat(report.get("unexpected").asLong()).isZero();
            assertThat(report.get("updates").asLong()).isEqualTo(4 * 6);
            Matcher namespace = NAMESPACE.matcher(err.toString());
            assertThat(namespace.find()).as(err.toString()).isTrue();
            assertThat(api.get("/api/v1/namespaces/" + namespace.group(1)).status())
                    .isEqualTo(404);
        }
    }

    private JsonNode measure(Path kubeconfig, int port) throws Exception {
        int exitCode = new CommandLine(new BenchDiscoveryCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "--source=kube",
                        "--kubeconfig=" + kubeconfig,
                        "--address=127.0.0.1:" + port,
                        "--streams=24",
                        "--connections=4",
                        "--services=5",
                        "--endpoints=3",
                        "--watchers=6",
                        "--changes=4",
                        "--rounds=2",
                        "--rest=10",
                        "-o",
                        "json");
        assertThat(exitCode).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }
}
