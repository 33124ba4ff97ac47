package io.reactivemesh.ops.redirect;

import io.reactivemesh.ops.process.Programs;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh proxy-init}: what Linkerd's init container does, with its options. Exit code 1 on every failure, as there. */
@Command(
        name = "proxy-init",
        description = {
            "Makes a network namespace send its TCP through a proxy.",
            "Works in the namespace that it runs in, or in the one that --netns names; a second run changes nothing."
        },
        exitCodeOnInvalidInput = 1,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the rules are in place", "1:they are not, or an option was wrong"})
public final class ProxyInitCommand implements Callable<Integer> {
    private static final String CLOSE_WAIT = "net.netfilter.nf_conntrack_tcp_timeout_close_wait";

    private final Programs.Runner runner;
    private final Predicate<String> installed;
    private final Clock clock;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private RedirectionOptions redirectionOptions = new RedirectionOptions();

    @Mixin
    private BackendOptions backendOptions = new BackendOptions();

    @Option(
            names = "--ipv6",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "true",
            description = "IPv6 as well (default: ${DEFAULT-VALUE}); --ipv6=false leaves it alone.")
    private boolean ipv6;

    @Option(
            names = "--simulate",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Print the commands for a namespace without rules, and run none.")
    private boolean simulate;

    @Option(
            names = "--netns",
            paramLabel = "PATH",
            defaultValue = "",
            description = "Network namespace to work in, e.g. /run/netns/NAME or /proc/PID/ns/net.")
    private String namespace = "";

    @Option(
            names = {"-w", "--use-wait-flag"},
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Wait for the lock of the tables instead of failing.")
    private boolean waits;

    @Option(
            names = "--timeout-close-wait-secs",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Sets " + CLOSE_WAIT + " (default: leave it).")
    private int closeWaitSeconds;

    @Option(
            names = "--remove",
            description = "Take the rules out again; the options that say what is redirected have no meaning.")
    private boolean removes;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "plain",
            description = "plain or json (default: ${DEFAULT-VALUE}).")
    private String logFormat = "plain";

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "error, warn, info or debug (default: ${DEFAULT-VALUE}).")
    private String logLevel = "info";

    /** The command on this machine. */
    public ProxyInitCommand() {
        this(Programs::run, Programs::installed, Clock.systemUTC());
    }

    ProxyInitCommand(Programs.Runner runner, Predicate<String> installed, Clock clock) {
        this.runner = runner;
        this.installed = installed;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        InitLog log = log();
        try {
            // What is redirected does not matter for its removal, and need not be said.
            Redirection redirection = removes ? null : redirectionOptions.read(log::error);
            Backend asked = backendOptions.read();
            if (!removes) {
                sysctl(log);
            }
            for (IpFamily family : ipv6 ? IpFamily.values() : new IpFamily[] {IpFamily.IPV4}) {
                work(redirection, backend(asked, family, log), family, log);
            }
            return 0;
        } catch (FirewallException e) {
            log.error(String.valueOf(e.getMessage()));
            return 1;
        }
    }

    private void work(@Nullable Redirection redirection, Backend backend, IpFamily family, InitLog log)
            throws InterruptedException {
        Firewall firewall = new Firewall(backend, family, namespace(), waits, command -> run(command, log));
        if (simulate) {
            List<List<String>> commands = redirection == null ? firewall.removing() : firewall.installing(redirection);
            commands.forEach(this::print);
        } else if (redirection == null) {
            firewall.remove();
        } else {
            firewall.install(redirection);
        }
    }

    private Backend backend(Backend asked, IpFamily family, InitLog log) {
        Backend available = asked.available(family, installed);
        if (available == null) {
            if (!simulate) {
                throw new FirewallException(asked.program(family)
                        + " is not on this machine, and nothing that could stand in for it (apt-get install iptables)");
            }
            log.warn(asked.program(family) + " is not on this machine");
            return asked;
        }
        if (available != asked) {
            log.warn(asked.program(family) + " is not on this machine; using " + available.program(family));
        }
        return available;
    }

    /** The reference sets it in its own namespace, whatever --netns says; that would be the machine's. */
    private void sysctl(InitLog log) throws InterruptedException {
        if (closeWaitSeconds == 0) {
            return;
        }
        List<String> command =
                Firewall.within(namespace(), List.of("sysctl", "-w", CLOSE_WAIT + "=" + closeWaitSeconds));
        if (simulate) {
            print(command);
            return;
        }
        Programs.Outcome outcome = run(command, log);
        if (!outcome.succeeded()) {
            throw new FirewallException(command, outcome);
        }
    }

    private Programs.Outcome run(List<String> command, InitLog log) throws InterruptedException {
        log.info(String.join(" ", command));
        Programs.Outcome outcome = runner.run(command);
        if (!outcome.output().isBlank()) {
            log.debug(outcome.output().strip());
        }
        return outcome;
    }

    private void print(List<String> command) {
        commandLine().getOut().println(String.join(" ", command));
    }

    private @Nullable String namespace() {
        return namespace.isEmpty() ? null : namespace;
    }

    private InitLog log() {
        InitLog.Level level = InitLog.Level.parse(logLevel);
        if (level == null) {
            throw new CommandLine.ParameterException(
                    commandLine(), "--log-level: " + logLevel + " (expected: error, warn, info or debug)");
        }
        return new InitLog(commandLine().getErr(), clock, logFormat.equals("json"), level);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
