package io.reactivemesh.ops.redirect;

import io.reactivemesh.ops.process.Programs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nat table of one family in one network namespace. Both {@link #install} and {@link #remove} look first and change only what is not
 * as it should be. Any thread, but one at a time for a table: only the namespace has state.
 */
public final class Firewall {
    private final Backend backend;
    private final IpFamily family;
    private final @Nullable String namespace;
    private final boolean waits;
    private final Programs.Runner runner;

    /**
     * Nothing is run before it is asked for.
     *
     * @param namespace path of a network namespace; null = the one we are in
     * @param waits whether commands wait for the table's lock instead of failing
     * @param runner runs commands, those that only look included
     */
    public Firewall(
            Backend backend, IpFamily family, @Nullable String namespace, boolean waits, Programs.Runner runner) {
        this.backend = backend;
        this.family = family;
        this.namespace = namespace;
        this.waits = waits;
        this.runner = runner;
    }

    /**
     * Makes the table redirect, whatever our chains held before.
     *
     * @throws FirewallException naming the command that failed; those before it have had their effect
     */
    public void install(Redirection redirection) throws InterruptedException {
        runAll(installing(redirection, present()));
    }

    /**
     * Takes everything of ours out of the table.
     *
     * @throws FirewallException naming the command that failed; those before it have had their effect
     */
    public void remove() throws InterruptedException {
        runAll(removing(present()));
    }

    /** What {@link #install} would run in a table that has nothing of ours. */
    List<List<String>> installing(Redirection redirection) {
        return installing(redirection, NatTable.EMPTY);
    }

    /** What {@link #remove} would run in a table that has everything of ours. */
    List<List<String>> removing() {
        return removing(NatTable.COMPLETE);
    }

    private List<List<String>> installing(Redirection redirection, NatTable present) {
        return inNamespace(Changes.installing(redirection, family, present, printer()));
    }

    private List<List<String>> removing(NatTable present) {
        return inNamespace(Changes.removing(present, printer()));
    }

    private IptablesPrinter printer() {
        return new IptablesPrinter(backend.program(family), waits);
    }

    private NatTable present() throws InterruptedException {
        return NatTable.parse(run(within(namespace, List.of(backend.saveProgram(family), "-t", "nat"))));
    }

    private void runAll(List<List<String>> commands) throws InterruptedException {
        for (List<String> command : commands) {
            run(command);
        }
    }

    private String run(List<String> command) throws InterruptedException {
        Programs.Outcome outcome = runner.run(command);
        if (!outcome.succeeded()) {
            throw new FirewallException(command, outcome);
        }
        return outcome.output();
    }

    private List<List<String>> inNamespace(List<List<String>> commands) {
        List<List<String>> inside = new ArrayList<>();
        commands.forEach(command -> inside.add(within(namespace, command)));
        return inside;
    }

    /** The command as it runs inside a network namespace; null = the one we are in. BusyBox's nsenter wants the {@code --}. */
    static List<String> within(@Nullable String namespace, List<String> command) {
        if (namespace == null) {
            return command;
        }
        List<String> inside = new ArrayList<>(List.of("nsenter", "--net=" + namespace, "--"));
        inside.addAll(command);
        return inside;
    }
}
