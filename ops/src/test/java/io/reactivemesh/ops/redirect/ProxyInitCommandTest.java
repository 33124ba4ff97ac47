package io.reactivemesh.ops.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.ops.process.Programs.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command with a machine that does what it is told and remembers it. */
final class ProxyInitCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T20:39:42.123Z"), ZoneOffset.UTC);
    private static final String PORTS = "-p 4143 -o 4140";

    private final List<String> run = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Predicate<String> installed = _ -> true;
    private String failing = "nothing";

    private int execute(String options) {
        ProxyInitCommand command = new ProxyInitCommand(
                words -> {
                    run.add(String.join(" ", words));
                    return run.getLast().contains(failing) ? new Outcome(4, "it is broken\n") : new Outcome(0, "");
                },
                program -> installed.test(program),
                CLOCK);
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(options.split(" "));
    }

    @Test
    void simulationPrintsWhatALinkerdPodGetsAndRunsNothing() {
        int code = execute("--simulate --firewall-bin-path iptables-nft --firewall-save-bin-path iptables-nft-save"
                + " --ipv6=false --incoming-proxy-port 4143 --outgoing-proxy-port 4140 --proxy-uid 2102"
                + " --inbound-ports-to-ignore 4190,4191,4567,4568 --outbound-ports-to-ignore 4567,4568");

        assertThat(code).isZero();
        assertThat(run).isEmpty();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString().lines().map(line -> line.replace("-m comment --comment proxy-init/", "")))
                .containsExactly(
                        "iptables-nft -t nat -N PROXY_INIT_REDIRECT",
                        "iptables-nft -t nat -A PROXY_INIT_REDIRECT -p tcp -m multiport --dports 4190,4191,4567,4568"
                                + " ignore-port-4190,4191,4567,4568 -j RETURN",
                        "iptables-nft -t nat -A PROXY_INIT_REDIRECT -p tcp redirect-all-incoming-to-proxy-port"
                                + " -j REDIRECT --to-ports 4143",
                        "iptables-nft -t nat -A PREROUTING install-proxy-init-prerouting -j PROXY_INIT_REDIRECT",
                        "iptables-nft -t nat -N PROXY_INIT_OUTPUT",
                        "iptables-nft -t nat -A PROXY_INIT_OUTPUT -m owner --uid-owner 2102 ignore-proxy-user-id -j RETURN",
                        "iptables-nft -t nat -A PROXY_INIT_OUTPUT -o lo ignore-loopback -j RETURN",
                        "iptables-nft -t nat -A PROXY_INIT_OUTPUT -p tcp -m multiport --dports 4567,4568"
                                + " ignore-port-4567,4568 -j RETURN",
                        "iptables-nft -t nat -A PROXY_INIT_OUTPUT -p tcp redirect-all-outgoing-to-proxy-port"
                                + " -j REDIRECT --to-ports 4140",
                        "iptables-nft -t nat -A OUTPUT install-proxy-init-output -j PROXY_INIT_OUTPUT");
    }

    @Test
    void looksFirstThenChangesIpv4ThenIpv6() {
        assertThat(execute(PORTS)).isZero();

        assertThat(run).filteredOn(command -> command.contains("-save")).hasSize(2);
        assertThat(run.getFirst()).isEqualTo("iptables-legacy-save -t nat");
        assertThat(run.get(8)).isEqualTo("ip6tables-legacy-save -t nat");
        assertThat(run.subList(1, 8)).allMatch(command -> command.startsWith("iptables-legacy -t nat -"));
        assertThat(run.subList(9, 16)).allMatch(command -> command.startsWith("ip6tables-legacy -t nat -"));
        assertThat(run).hasSize(16);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void everythingRunsInTheNamespaceThatIsNamed() {
        assertThat(execute(PORTS + " --netns /run/netns/pod --timeout-close-wait-secs 3600"))
                .isZero();

        assertThat(run).allMatch(command -> command.startsWith("nsenter --net=/run/netns/pod -- "));
        assertThat(run.getFirst()).endsWith("-- sysctl -w net.netfilter.nf_conntrack_tcp_timeout_close_wait=3600");
    }

    @Test
    void theFirstFailureEndsItAndIsSaid() {
        failing = "-N PROXY_INIT_OUTPUT";

        assertThat(execute(PORTS)).isEqualTo(1);

        assertThat(run.getLast()).endsWith("-N PROXY_INIT_OUTPUT");
        assertThat(err.toString())
                .contains("level=error msg=\"iptables-legacy -t nat -N PROXY_INIT_OUTPUT: exit code 4: it is broken\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sysctl", "-save"})
    void nothingIsChangedAfterAFailureBefore(String command) {
        failing = command;

        assertThat(execute(PORTS + " --timeout-close-wait-secs 60")).isEqualTo(1);

        assertThat(run).noneMatch(done -> done.contains(" -N "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-o 4140 | --incoming-proxy-port: -1",
                "-p 4143 | --outgoing-proxy-port: -1",
                "-p 100000 -o 4140 | --incoming-proxy-port: 100000",
                "-p 4143 -o 0 | --outgoing-proxy-port: 0",
                "-p 4143 -o 4140 --subnets-to-ignore 1.1.1.1/24,0.0.0.0 | --subnets-to-ignore: '0.0.0.0'",
                "-p 4143 -o 4140 -r http | --ports-to-redirect: 'http'",
                "-p 4143 -o 4140 -r 80-90 | --ports-to-redirect: '80-90'",
                "-p 4143 -o 4140 --iptables-mode ebtables | --iptables-mode: ebtables",
                "-p 4143 -o 4140 --firewall-bin-path /sbin/iptables | --firewall-bin-path: /sbin/iptables",
                "-p 4143 -o 4140 --firewall-save-bin-path iptables | --firewall-save-bin-path: iptables",
                "-p 4143 -o 4140 --firewall-bin-path iptables --firewall-save-bin-path iptables-nft-save"
                        + " | --firewall-save-bin-path: iptables-nft-save (expected: iptables-save)",
                "-p 4143 -o 4140 --log-level loud | --log-level: loud",
                "-p 4143 -o 4140 --unknown | '--unknown'",
                "-p x -o 4140 | 'x'"
            })
    void wrongOptionsAreNamedAndNothingIsRun(String options, String named) {
        assertThat(execute(options)).isEqualTo(1);

        assertThat(err.toString()).contains(named);
        assertThat(run).isEmpty();
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--iptables-mode nft,iptables-nft",
        "--iptables-mode plain,iptables",
        "--iptables-mode legacy,iptables-legacy",
        "--iptables-mode nft --firewall-bin-path iptables-legacy,iptables-nft",
        "--firewall-bin-path iptables,iptables",
        "--firewall-save-bin-path iptables-nft-save,iptables-nft"
    })
    void theModeWinsOverNamesOfPrograms(String options, String program) {
        assertThat(execute("--simulate --ipv6=false " + PORTS + " " + options)).isZero();

        assertThat(out.toString().lines()).allMatch(line -> line.startsWith(program + " -t nat "));
    }

    @Test
    void aPortToIgnoreThatIsNoneKeepsNoPodFromStarting() {
        assertThat(execute("--simulate --ipv6=false --inbound-ports-to-ignore 25,smtp,,26 " + PORTS))
                .isZero();

        assertThat(out.toString()).contains("--dports 25,26 ");
        assertThat(err.toString()).contains("level=error msg=\"--inbound-ports-to-ignore: passed over 'smtp'");
    }

    @Test
    void emptyListsAreNoLists() {
        assertThat(execute("--simulate --ipv6=false --inbound-ports-to-ignore= --subnets-to-ignore= " + PORTS))
                .isZero();

        assertThat(out.toString().lines()).hasSize(7);
    }

    @Test
    void aMissingBackendIsReplacedWithAWarning() {
        installed = program -> !program.contains("-nft");

        assertThat(execute("--ipv6=false --iptables-mode nft " + PORTS)).isZero();

        assertThat(run).allMatch(command -> command.startsWith("iptables ") || command.startsWith("iptables-save "));
        assertThat(err.toString())
                .contains("level=warning msg=\"iptables-nft is not on this machine; using iptables\"");
    }

    @Test
    void withoutAnyBackendNothingCanBeDoneButSimulated() {
        installed = _ -> false;

        assertThat(execute("--ipv6=false " + PORTS)).isEqualTo(1);
        assertThat(err.toString())
                .contains("iptables-legacy is not on this machine")
                .contains("apt-get install");
        assertThat(run).isEmpty();

        assertThat(execute("--ipv6=false --simulate " + PORTS)).isZero();
        assertThat(out.toString()).startsWith("iptables-legacy -t nat -N PROXY_INIT_REDIRECT");
    }

    @Test
    void removalNeedsNoPortsAndCanBeSimulated() {
        assertThat(execute("--remove --simulate --ipv6=false")).isZero();

        assertThat(out.toString().lines()).hasSize(6).last().asString().endsWith("-X PROXY_INIT_OUTPUT");
        assertThat(run).isEmpty();
    }

    @Test
    void logIsTextOrJsonFromTheLevelOnThatIsAskedFor() {
        assertThat(execute("--remove --ipv6=false")).isZero();
        assertThat(err.toString())
                .isEqualTo("time=\"2026-11-26T20:39:42Z\" level=info msg=\"iptables-legacy-save -t nat\"\n");

        err.getBuffer().setLength(0);
        assertThat(execute("--remove --ipv6=false --log-format json")).isZero();
        assertThat(err.toString())
                .isEqualTo(
                        "{\"level\":\"info\",\"msg\":\"iptables-legacy-save -t nat\",\"time\":\"2026-11-26T20:39:42Z\"}\n");

        err.getBuffer().setLength(0);
        assertThat(execute("--remove --ipv6=false --log-level warn")).isZero();
        assertThat(err.toString()).isEmpty();
    }
}
