package io.reactivemesh.ops.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reactivemesh.ops.netns.NetworkNamespace;
import io.reactivemesh.ops.netns.ProcessUser;
import io.reactivemesh.ops.process.Programs;
import io.reactivemesh.ops.testing.TwoPods;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/**
 * Where connections really end up when {@code proxy-init} was run in two pods: each listener tells its port. 4140 and 4143 are where a proxy
 * would be.
 */
@ParameterizedClass
@EnumSource(Backend.class)
@Timeout(120)
final class RedirectedTrafficIT {
    private static final ProcessUser APPLICATION = new ProcessUser(0, 0);
    private static final ProcessUser PROXY_GROUP = new ProcessUser(1, 2103);
    private static final String PLAIN_POD = "-p 4143 -o 4140 -u 2102 --inbound-ports-to-ignore 4191";

    @TempDir
    private static Path logs;

    private static @Nullable TwoPods pods;

    @Parameter
    private Backend backend = Backend.NFT;

    @BeforeAll
    static void startPods() throws InterruptedException {
        TwoPods.require("redirection by iptables");
        TwoPods started = new TwoPods(logs);
        pods = started;
        for (NetworkNamespace pod : List.of(started.client(), started.server())) {
            started.start(pod, PortReporter.class.getName(), "4140", "4143", "4191", "8080", "9000");
        }
        for (String ip : List.of(TwoPods.SERVER_IP, TwoPods.SERVER_IPV6)) {
            started.await(
                    "a listener at " + ip,
                    () -> reached(started.client(), APPLICATION, ip, 9000).equals("9000"));
        }
    }

    @AfterAll
    static void stopPods() {
        if (pods != null) {
            pods.close();
        }
    }

    @AfterEach
    void removeRules() throws InterruptedException {
        for (NetworkNamespace pod : List.of(pods().client(), pods().server())) {
            proxyInit(pod, "--remove");
        }
    }

    private static TwoPods pods() {
        return Objects.requireNonNull(pods);
    }

    /** Runs the command in this process, its programs in the pod. */
    private String proxyInit(NetworkNamespace pod, String options) {
        assumeTrue(
                Programs.installed(backend.program(IpFamily.IPV4)),
                () -> backend + " is not on this machine and NOT tested");
        StringWriter log = new StringWriter();
        List<String> words = new ArrayList<>(List.of(options.split(" ")));
        words.addAll(List.of("--iptables-mode", backend.mode(), "--netns", pod.path(), "-w"));
        int code = new CommandLine(new ProxyInitCommand())
                .setErr(new PrintWriter(log))
                .execute(words.toArray(String[]::new));
        assertThat(code).as(log.toString()).isZero();
        return log.toString();
    }

    /** The port that a connection really reached; empty when it reached none. */
    private static String reached(NetworkNamespace pod, ProcessUser user, String ip, int port)
            throws InterruptedException {
        String script = "exec 3<>/dev/tcp/" + ip + "/" + port + " && read -t 5 line <&3 && echo $line";
        return TwoPods.output(pod, user, "bash", "-c", "(" + script + ") 2>/dev/null")
                .strip();
    }

    private static void assertReached(
            String port, NetworkNamespace pod, ProcessUser user, String ip, String ipv6, int destination)
            throws InterruptedException {
        assertThat(reached(pod, user, ip, destination)).as("IPv4").isEqualTo(port);
        assertThat(reached(pod, user, ipv6, destination)).as("IPv6").isEqualTo(port);
    }

    private static void assertServerReached(String port, ProcessUser user, int destination)
            throws InterruptedException {
        assertReached(port, pods().client(), user, TwoPods.SERVER_IP, TwoPods.SERVER_IPV6, destination);
    }

    @Test
    void whatTheApplicationSendsGoesToItsProxy() throws InterruptedException {
        proxyInit(pods().client(), PLAIN_POD);

        assertServerReached("4140", APPLICATION, 8080);
        assertServerReached("4140", APPLICATION, 4191);
        // Nobody listens there, and nobody has that address.
        assertServerReached("4140", APPLICATION, 12_345);
        assertReached("4140", pods().client(), APPLICATION, "203.0.113.7", "2001:db8:0:0:0:0:0:7", 80);
    }

    @Test
    void whatTheProxySendsGoesWhereItShould() throws InterruptedException {
        proxyInit(pods().client(), PLAIN_POD + " -g 2103");

        assertServerReached("8080", ProcessUser.PROXY, 8080);
        assertServerReached("8080", PROXY_GROUP, 8080);
    }

    @Test
    void whatArrivesGoesToTheProxyButForItsOwnPorts() throws InterruptedException {
        proxyInit(pods().server(), PLAIN_POD);

        assertServerReached("4143", APPLICATION, 8080);
        assertServerReached("4143", APPLICATION, 12_345);
        assertServerReached("4191", APPLICATION, 4191);
    }

    @Test
    void aPodReachesItselfWithoutProxy() throws InterruptedException {
        proxyInit(pods().client(), PLAIN_POD);

        assertReached("9000", pods().client(), APPLICATION, "127.0.0.1", "::1", 9000);
        assertReached("9000", pods().client(), APPLICATION, TwoPods.CLIENT_IP, TwoPods.CLIENT_IPV6, 9000);
    }

    @Test
    void bothProxiesAreOnTheWay() throws InterruptedException {
        proxyInit(pods().client(), PLAIN_POD);
        proxyInit(pods().server(), PLAIN_POD);

        assertServerReached("4140", APPLICATION, 8080);
        assertServerReached("4143", ProcessUser.PROXY, 8080);
    }

    @Test
    void ignoredOutboundPortsAndRangesAreNotRedirected() throws InterruptedException {
        proxyInit(pods().client(), PLAIN_POD + " --outbound-ports-to-ignore 8080,8999-9001");

        assertServerReached("8080", APPLICATION, 8080);
        assertServerReached("9000", APPLICATION, 9000);
        assertServerReached("4140", APPLICATION, 4191);
    }

    @Test
    void ignoredInboundPortsInMoreThanOneRuleAreNotRedirected() throws InterruptedException {
        String fifteen = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15";
        proxyInit(pods().server(), "-p 4143 -o 4140 --inbound-ports-to-ignore " + fifteen + ",8999-9001");

        assertServerReached("9000", APPLICATION, 9000);
        assertServerReached("4143", APPLICATION, 8080);
    }

    @Test
    void onlyListedInboundPortsAreRedirectedWhenThereIsAList() throws InterruptedException {
        proxyInit(pods().server(), PLAIN_POD + " -r 8080,7070");

        assertServerReached("4143", APPLICATION, 8080);
        assertServerReached("9000", APPLICATION, 9000);
    }

    @Test
    void ignoredSendersReachTheApplication() throws InterruptedException {
        String client = TwoPods.CLIENT_IP + "/32," + TwoPods.CLIENT_IPV6 + "/128";
        proxyInit(pods().server(), PLAIN_POD + " --subnets-to-ignore " + client);
        proxyInit(pods().client(), PLAIN_POD + " --subnets-to-ignore 10.198.0.0/16,fd00:198::/32");

        assertServerReached("8080", ProcessUser.PROXY, 8080);
        // By sender, of inbound connections: what the pod itself sends there is redirected all the same.
        assertServerReached("4140", APPLICATION, 8080);
        assertReached("4143", pods().server(), ProcessUser.PROXY, TwoPods.CLIENT_IP, TwoPods.CLIENT_IPV6, 8080);
    }

    @Test
    void ipv6IsLeftAloneOnRequest() throws InterruptedException {
        proxyInit(pods().client(), PLAIN_POD + " --ipv6=false");

        assertThat(reached(pods().client(), APPLICATION, TwoPods.SERVER_IP, 8080))
                .isEqualTo("4140");
        assertThat(reached(pods().client(), APPLICATION, TwoPods.SERVER_IPV6, 8080))
                .isEqualTo("8080");
    }

    @Test
    void aSecondRunChangesNothing() throws InterruptedException {
        String options = PLAIN_POD + " -g 2103 -r 80,443 --outbound-ports-to-ignore 25,4000-4100"
                + " --subnets-to-ignore 10.0.0.0/8,192.168.1.1/24,0.0.0.0/0,fd00::/8,::/0";
        proxyInit(pods().client(), options);
        assertServerReached("4140", APPLICATION, 8080);
        String before = counters();

        String log = proxyInit(pods().client(), options);

        assertThat(counters()).isEqualTo(before).contains("PROXY_INIT_OUTPUT");
        assertThat(log.lines()).hasSize(2).allMatch(line -> line.contains("-save -t nat"));
    }

    @Test
    void anotherRunReplacesTheRules() throws InterruptedException {
        proxyInit(pods().client(), PLAIN_POD);

        proxyInit(pods().client(), PLAIN_POD + " --outbound-ports-to-ignore 8080");

        assertServerReached("8080", APPLICATION, 8080);
        assertServerReached("4140", APPLICATION, 9000);
        assertThat(counters().lines().filter(line -> line.contains("-j PROXY_INIT_")))
                .hasSize(4);
    }

    @Test
    void removedRulesRedirectNothing() throws InterruptedException {
        proxyInit(pods().client(), PLAIN_POD);

        proxyInit(pods().client(), "--remove");

        assertServerReached("8080", APPLICATION, 8080);
        assertThat(counters()).doesNotContain("PROXY_INIT");
    }

    @Test
    void closeWaitIsSetInThatNamespaceAlone() throws InterruptedException {
        String name = "net.netfilter.nf_conntrack_tcp_timeout_close_wait";
        String elsewhere = pods().server().run("sysctl", "-n", name).output();

        proxyInit(pods().client(), PLAIN_POD + " --timeout-close-wait-secs 3601");

        assertThat(pods().client().run("sysctl", "-n", name).output().strip()).isEqualTo("3601");
        assertThat(pods().server().run("sysctl", "-n", name).output()).isEqualTo(elsewhere);
    }

    /** All rules of both families, with how many packets met them. */
    private String counters() throws InterruptedException {
        StringBuilder all = new StringBuilder();
        for (IpFamily family : IpFamily.values()) {
            pods().client()
                    .run(backend.saveProgram(family), "-t", "nat", "-c")
                    .output()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> all.append(line).append('\n'));
        }
        return all.toString();
    }
}
