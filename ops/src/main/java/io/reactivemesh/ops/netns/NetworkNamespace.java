package io.reactivemesh.ops.netns;

import io.reactivemesh.ops.process.LeashedProcess;
import io.reactivemesh.ops.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace, with mounts of its own. Either the one we are in, or a new one that a sleeping process holds, as the pause container
 * holds a pod's. The kernel ends it with its last process: {@link #close} ends the holder, other processes inside are their starters' business.
 *
 * <p>Any thread.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final Path NOWHERE = Path.of("/dev/null");
    private static final Duration HOLDER_GRACE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(1);
    private static final String HOLDER = "sleep";

    private final @Nullable LeashedProcess holder;

    private NetworkNamespace(@Nullable LeashedProcess holder) {
        this.holder = holder;
    }

    /** The namespace that this process is in. Closing it does nothing. */
    public static NetworkNamespace own() {
        return new NetworkNamespace(null);
    }

    /**
     * Makes a namespace that has nothing but a loopback interface, which is up.
     *
     * @throws NamespaceException saying why this machine refuses
     */
    public static NetworkNamespace create() throws InterruptedException {
        LeashedProcess holder;
        try {
            // The network of the mounts' owner: what is mounted inside is not seen outside.
            holder = LeashedProcess.start(
                    List.of("unshare", "--net", "--mount", "--", HOLDER, "infinity"), Map.of(), NOWHERE, HOLDER_GRACE);
        } catch (IOException e) {
            throw new NamespaceException("unshare cannot be started (apt-get install util-linux)", e);
        }
        NetworkNamespace created = new NetworkNamespace(holder);
        try {
            awaitHolder(holder);
            created.shell("ip link set lo up");
            return created;
        } catch (NamespaceException | InterruptedException e) {
            created.close();
            throw e;
        }
    }

    /** The holder becomes {@value #HOLDER} when all namespaces are there. */
    private static void awaitHolder(LeashedProcess holder) {
        Path name = Path.of("/proc", Long.toString(holder.pid()), "comm");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (Files.readString(name).strip().equals(HOLDER)) {
                    return;
                }
            } catch (IOException e) {
                throw new NamespaceException("unshare --net --mount failed: are we root, and allowed to?", e);
            }
            if (System.nanoTime() > deadline) {
                throw new NamespaceException("no network namespace after " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** A process that is inside. */
    public long pid() {
        return holder == null ? ProcessHandle.current().pid() : holder.pid();
    }

    /** Where the kernel shows it, for programs that take a namespace's path. */
    public String path() {
        return "/proc/" + pid() + "/ns/net";
    }

    /** The command as it runs inside; its process id is that of the command itself. */
    public List<String> entering(List<String> command) {
        if (holder == null) {
            return command;
        }
        List<String> inside =
                new ArrayList<>(List.of("nsenter", "--net=" + path(), "--mount=/proc/" + pid() + "/ns/mnt", "--"));
        inside.addAll(command);
        return inside;
    }

    /** Runs a command inside, to its end. */
    public Programs.Outcome run(String... command) throws InterruptedException {
        return Programs.run(entering(List.of(command)));
    }

    /**
     * Runs a shell script inside, to its first failure.
     *
     * @throws NamespaceException when a command of it fails; with what it said
     */
    public void shell(String script) throws InterruptedException {
        Programs.Outcome outcome = run("/bin/sh", "-ec", script);
        if (!outcome.succeeded()) {
            throw new NamespaceException(script.strip() + ": exit code " + outcome.exitCode() + ": "
                    + outcome.output().strip());
        }
    }

    /**
     * Shows processes inside another file in the place of one that there is. What is written to {@code file} in place is seen inside.
     *
     * @throws NamespaceException when it cannot be mounted
     */
    public void cover(Path covered, Path file) throws InterruptedException {
        Programs.Outcome outcome = run("mount", "--bind", file.toString(), covered.toString());
        if (!outcome.succeeded()) {
            throw new NamespaceException(file + " cannot be mounted over " + covered + ": "
                    + outcome.output().strip());
        }
    }

    @Override
    public void close() {
        if (holder != null) {
            holder.release();
        }
    }
}
