package io.reactivemesh.ops.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.ops.process.LeashedProcessIT;
import io.reactivemesh.ops.testing.TwoPods;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NetworkNamespaceIT {
    @BeforeAll
    static void require() throws InterruptedException {
        TwoPods.require("the making of network namespaces");
    }

    /** Makes a node with a pod, tells the pod's process and waits to be killed. */
    static final class Parent {
        private Parent() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws InterruptedException {
            NetworkNamespace node = NetworkNamespace.create();
            NetworkNamespace pod = NetworkNamespace.create();
            new PodNetwork(node).connect(pod, InetAddress.ofLiteral("10.199.1.1"));
            System.out.println(node.pid() + " " + pod.pid());
            while (true) {
                LockSupport.park();
            }
        }
    }

    @Test
    void hasOnlyALoopbackInterfaceAndMountsOfItsOwn() throws InterruptedException {
        try (NetworkNamespace created = NetworkNamespace.create()) {
            assertThat(created.run("ip", "-oneline", "addr", "show").output().lines())
                    .allMatch(line -> line.contains(" lo "))
                    .isNotEmpty();

            created.shell("mount --bind /dev/null /etc/hosts");

            assertThat(created.run("cat", "/etc/hosts").output()).isEmpty();
            assertThat(Path.of("/etc/hosts")).isNotEmptyFile();
        }
    }

    @Test
    void endsWithItsHolder() throws Exception {
        NetworkNamespace created = NetworkNamespace.create();
        long holder = created.pid();

        created.close();

        awaitEnd(holder);
    }

    @Test
    void nothingIsLeftOfAKilledParent() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Long> holders;
        try (BufferedReader said = parent.inputReader(StandardCharsets.UTF_8)) {
            holders = List.of(String.valueOf(said.readLine()).split(" ")).stream()
                    .map(Long::parseLong)
                    .toList();
            assertThat(holders).hasSize(2).allMatch(LeashedProcessIT::runs);

            parent.destroyForcibly().waitFor();
        }

        for (long holder : holders) {
            awaitEnd(holder);
        }
    }

    @Test
    void podsReachTheNodeAndEachOtherAndNobodyElse(@TempDir Path logs) throws Exception {
        try (TwoPods pods = new TwoPods(logs)) {
            for (String ip : List.of(TwoPods.SERVER_IP, TwoPods.SERVER_IPV6, PodNetwork.NODE_IP)) {
                // Refused by somebody, not lost on the way.
                assertThat(pods.client().run("curl", "-sS", "-m", "5", url(ip)).exitCode())
                        .as(ip)
                        .isEqualTo(7);
            }
            assertThat(pods.client().run("ip", "route", "get", "192.0.2.1").output())
                    .contains("via " + PodNetwork.NODE_IP);
            assertThat(pods.node().run("ip", "route", "get", "192.0.2.1").output())
                    .contains("unreachable");
        }
    }

    private static String url(String ip) {
        return "http://" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":1/";
    }

    @Test
    void aNamespaceThatHasANetworkBecomesNoNode() throws InterruptedException {
        try (NetworkNamespace created = NetworkNamespace.create()) {
            created.shell("ip addr add 10.199.2.1/32 dev lo");

            assertThatThrownBy(() -> new PodNetwork(created))
                    .isInstanceOf(NamespaceException.class)
                    .hasMessageContaining("10.199.2.1");
        }
    }

    @Test
    void aFailingStepIsNamed() throws InterruptedException {
        try (NetworkNamespace created = NetworkNamespace.create()) {
            assertThatThrownBy(() -> created.shell("ip link set nothing up"))
                    .isInstanceOf(NamespaceException.class)
                    .hasMessageContaining("ip link set nothing up")
                    .hasMessageContaining("Cannot find device");
        }
    }

    private static void awaitEnd(long pid) throws IOException {
        while (LeashedProcessIT.runs(pid)) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(Files.exists(Path.of("/proc", Long.toString(pid), "ns", "net")))
                .isFalse();
    }
}
