package io.reactivemesh.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactivemesh.ops.cli.MeshMain;
import io.reactivemesh.ops.process.Programs;
import io.reactivemesh.ops.testing.TwoPods;
import io.reactivemesh.proxy.ProxyMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BenchProxyCommandIT {
    @TempDir
    private Path home;

    private final StringWriter err = new StringWriter();

    @Test
    @Timeout(120)
    void measuresAPairOfProxiesThroughRedirection() throws Exception {
        TwoPods.require("mesh bench proxy --netns");
        assumeTrue(Programs.installed("nginx"), "nginx is not on this machine: the proxy bench is NOT tested");

        Process bench = benchInNamespaces();
        JsonNode report = new ObjectMapper().readTree(bench.getInputStream());

        assertThat(bench.waitFor()).as(said()).isZero();
        assertThat(report.get("results")).hasSize(2);
        for (JsonNode result : report.get("results")) {
            assertThat(result.get("proxy").asText()).isEqualTo("mesh-pair");
            assertThat(result.get("connections").asInt()).isEqualTo(8);
            assertThat(result.get("requests").asLong()).isPositive();
            assertThat(result.get("failures").asLong()).isZero();
            assertThat(result.get("cpu_us_per_request").asDouble()).isPositive();
            assertThat(result.get("rss_mb").asDouble()).isPositive();
        }
    }

    private Process benchInNamespaces() throws IOException {
        Path launcher = Files.writeString(home.resolve("mesh"), """
                #!/bin/sh
                role=$1
                shift
                case $role in
                    proxy) set -- -Dslf4j.provider=io.reactivemesh.proxy.log.ProxyLogging -cp '%2$s' %3$s ;;
                    *) set -- -cp '%2$s' %4$s "$role" "$@" ;;
                esac
                exec '%1$s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "$@"
                """.formatted(
                java(), System.getProperty("java.class.path"), ProxyMain.class.getName(), MeshMain.class.getName()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new ProcessBuilder(
                        "unshare",
                        "--net",
                        java(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dmesh.home=" + home,
                        "-Dmesh.node=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MeshMain.class.getName(),
                        "bench",
                        "proxy",
                        "--netns",
                        "--only=mesh-pair",
                        "--work=http1,tcp",
                        "--connections=8",
                        "--warm-up=1",
                        "--duration=1",
                        "--output=json")
                .redirectError(home.resolve("said").toFile())
                .start();
    }

    private String said() throws IOException {
        return Files.readString(home.resolve("said"));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Test
    void needsANamespaceForRedirection() {
        assertThat(run("--netns")).isEqualTo(1);

        assertThat(err.toString()).contains("--netns lacks").contains("sudo ./mesh bench proxy --netns");
    }

    @Test
    void knowsNoPairWithoutRedirection() {
        assertThat(run("--only=mesh-pair")).isEqualTo(2);

        assertThat(err.toString()).contains("--only: mesh-pair (expected: of direct, nginx, haproxy, mesh)");
    }

    private int run(String... arguments) {
        return new CommandLine(new BenchProxyCommand())
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
