package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactivemesh.ops.process.LeashedProcessIT;
import io.reactivemesh.ops.process.Programs;
import io.reactivemesh.ops.testing.TwoPods;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code mesh demo --netns} as a process: what its pods are, how it ends, what it leaves. */
@Timeout(400)
final class NamespaceDemoIT {
    private static final List<String> OWN_NETWORK = List.of("unshare", "--net", "--");
    private static final String SERVICE = """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: %1$s, namespace: test}
            spec: {clusterIP: %2$s, ports: [{port: 80, targetPort: 8080}]}
            """;

    @TempDir
    private Path folder;

    private DemoProcess demo;

    @BeforeAll
    static void require() throws InterruptedException {
        TwoPods.require("mesh demo --netns");
    }

    @BeforeEach
    void write() throws IOException {
        demo = new DemoProcess(folder);
        demo.pod("one", "127.71.0.1");
    }

    @AfterEach
    void end() {
        demo.close();
    }

    private Process start(String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of("--netns", "--node=true", "--application-user=1234:1234"));
        options.addAll(List.of(more));
        return demo.startBy(OWN_NETWORK, options.toArray(String[]::new));
    }

    /** Control plane, proxy and application of one pod. */
    private void awaitPod() throws Exception {
        DemoProcess.await(() -> demo.running().size() == 3);
    }

    @Test
    void aPodHasANetworkOfItsOwnBehindRedirectionAndNamesToCall() throws Exception {
        Files.writeString(demo.manifest("web"), SERVICE.formatted("web", "10.96.71.7"));
        Process _ = start();
        awaitPod();
        long proxy = demo.running("proxy");
        long application = demo.running("demo-app");

        assertThat(network(proxy)).isEqualTo(network(application)).isNotEqualTo(network(demo.running("controller")));
        assertThat(inside(application, "ip", "-oneline", "addr", "show", "scope", "global"))
                .contains("10.71.0.1/32");
        assertThat(inside(application, Programs.installed("iptables-nft") ? "iptables-nft-save" : "iptables-save"))
                .contains(
                        "-A PROXY_INIT_OUTPUT -m owner --uid-owner 2102 ",
                        "-A PROXY_INIT_REDIRECT -p tcp -m multiport --dports 4190:4191 ",
                        "--to-ports 4140",
                        "--to-ports 4143");
        assertThat(status(proxy, "Uid")).isEqualTo("2102 2102 2102 2102");
        assertThat(status(application, "Uid")).isEqualTo("1234 1234 1234 1234");
        assertThat(environment(application))
                .noneMatch(variable -> variable.startsWith("LINKERD2_") || variable.startsWith("http_proxy="));
        for (String name : List.of("web", "web.test", "web.test.svc", "web.test.svc.cluster.local")) {
            assertThat(inside(application, "getent", "hosts", name)).startsWith("10.96.71.7");
        }
    }

    @Test
    void namesFollowTheManifests() throws Exception {
        Process _ = start();
        awaitPod();
        long application = demo.running("demo-app");
        assertThat(inside(application, "getent", "hosts", "late")).isEmpty();

        Files.writeString(demo.manifest("late"), SERVICE.formatted("late", "10.96.71.8"));

        DemoProcess.await(() -> inside(application, "getent", "hosts", "late").startsWith("10.96.71.8"));
    }

    @Test
    void podsFollowTheManifests() throws Exception {
        Process _ = start();
        awaitPod();

        demo.pod("two", "127.71.0.2");
        DemoProcess.await(() -> demo.running().size() == 5);
        Files.delete(demo.manifest("one"));

        DemoProcess.await(() -> demo.running().size() == 3);
        assertThat(inside(demo.running("demo-app"), "ip", "addr")).contains("10.71.0.2/32");
    }

    @Test
    void headlessRunPrintsOneObjectAndLeavesNothing() throws Exception {
        Process run = start("--for", "2s", "-o", "json");

        String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(run.waitFor()).isZero();
        assertThat(printed.lines())
                .singleElement()
                .asString()
                .startsWith("{\"requests\":")
                .contains("\"name\":\"one\"");
        assertThat(demo.started()).hasSize(3);
        assertThat(demo.running()).isEmpty();
    }

    @Test
    void terminatedDemoLeavesNeitherProcessNorNamespace() throws Exception {
        Process run = start();
        awaitPod();
        List<Long> inside = processesIn(network(demo.running("proxy")));
        assertThat(inside).hasSizeGreaterThanOrEqualTo(3);
        DemoProcess.await(() -> demo.said().contains("WORKLOAD"));

        run.destroy();

        assertThat(run.waitFor()).isZero();
        DemoProcess.await(() -> inside.stream().noneMatch(LeashedProcessIT::runs));
    }

    @Test
    void killedDemoLeavesNeitherProcessNorNamespace() throws Exception {
        Process run = start();
        awaitPod();
        List<Long> inside = new ArrayList<>(processesIn(network(demo.running("proxy"))));
        inside.addAll(processesIn(network(run.pid())));
        assertThat(inside).contains(run.pid(), demo.running("controller"), demo.running("demo-app"));

        run.destroyForcibly();

        DemoProcess.await(() -> inside.stream().noneMatch(LeashedProcessIT::runs));
    }

    @Test
    void whatACrashLeftIsEndedByTheNextRun() throws Exception {
        Process run = start();
        awaitPod();
        List<Long> left = processesIn(network(demo.running("proxy"))).stream()
                .filter(pid -> !isWatcher(pid))
                .toList();
        ProcessHandle.of(run.pid())
                .orElseThrow()
                .descendants()
                .filter(process -> isWatcher(process.pid()))
                .forEach(ProcessHandle::destroyForcibly);
        run.destroyForcibly().waitFor();
        assertThat(left).hasSize(3).allMatch(LeashedProcessIT::runs);

        Process _ = start();

        DemoProcess.await(() -> demo.said().contains("processes that an earlier run left behind"));
        DemoProcess.await(() -> left.stream().noneMatch(LeashedProcessIT::runs));
        awaitPod();
    }

    @Test
    void withoutTheRightToMakeNamespacesItSaysSo() throws Exception {
        Process run = demo.startBy(List.of("setpriv", "--bounding-set=-sys_admin"), "--netns");

        assertThat(run.waitFor()).as(demo.said()).isEqualTo(1);
        assertThat(demo.said())
                .contains("mesh demo: --netns lacks the right to make network namespaces (root")
                .contains("sudo ./mesh demo --netns");
        assertThat(demo.started()).isEmpty();
    }

    @Test
    void inTheMachinesOwnNetworkItDoesNothing() throws Exception {
        Process run = demo.start("--netns", "--node=true");

        assertThat(run.waitFor()).isEqualTo(1);
        assertThat(demo.said()).contains("a node's network namespace has to be a new one");
        assertThat(demo.started()).isEmpty();
    }

    /** No stand-ins: control plane, proxies and application of the checked-in manifests. */
    @Test
    void theApplicationIsMeshedWithoutKnowing() throws Exception {
        Files.delete(demo.manifest("one"));
        try (Stream<Path> files = Files.list(Path.of("deploy/demo/emojivoto"))) {
            for (Path file : files.toList()) {
                Files.copy(file, demo.manifest(file.getFileName().toString().replace(".yaml", "")));
            }
        }
        demo.launcher("""
                java="%1$s --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m -cp %2$s"
                case $1 in
                    proxy) exec $java -Dslf4j.provider=%3$s io.reactivemesh.proxy.ProxyMain ;;
                    demo-app) shift; exec $java io.reactivemesh.ops.demo.app.DemoAppMain "$@" ;;
                    *) exec $java io.reactivemesh.ops.cli.MeshMain "$@" ;;
                esac
                """.formatted(
                DemoProcess.java(), System.getProperty("java.class.path"), "io.reactivemesh.proxy.log.ProxyLogging"));

        Process run = start("--for", "15s", "-o", "json");
        JsonNode report = new ObjectMapper().readTree(run.getInputStream());

        assertThat(run.waitFor()).as(demo.said()).isZero();
        assertThat(report.path("requests").asInt()).isPositive();
        assertThat(report.path("workloads").findValuesAsText("name"))
                .containsExactly("emoji", "vote-bot", "voting", "web");
        try (Stream<Path> logs = Files.list(folder.resolve("data/logs"))) {
            assertThat(logs.filter(log -> log.toString().endsWith("-proxy.log")))
                    .hasSize(6)
                    .allSatisfy(log -> assertThat(log).content().doesNotContain("Redirection is not in place"));
        }
    }

    private static String network(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", "net"))
                .toString();
    }

    private static List<Long> processesIn(String network) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> {
                    try {
                        return network(pid).equals(network);
                    } catch (IOException e) {
                        return false;
                    }
                })
                .toList();
    }

    /** Whether a process is the shell at the end of a leash. */
    private static boolean isWatcher(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .contains("\0leash\0");
        } catch (IOException e) {
            return false;
        }
    }

    private static String inside(long pid, String... command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--target=" + pid, "--net", "--mount", "--"));
        words.addAll(List.of(command));
        try {
            return Programs.run(words).output();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String status(long pid, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip().replace('\t', ' '))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> environment(long pid) throws IOException {
        return List.of(Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1)
                .split("\0"));
    }
}
