package io.reactivemesh.ops.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A child process that cannot outlive this one, however this one ends.
 *
 * <p>The command is started by a small shell, which first forks a watcher and then becomes the command ({@code exec}), so the pid is the
 * command's own. The watcher reads a pipe that only we hold open. When the pipe closes, because we closed it or because we were killed,
 * the watcher ends the command: SIGTERM, a grace period, SIGKILL. Command and watcher live in a session of their own: neither Ctrl-C in
 * our terminal nor a SIGKILL to our process group reaches them, so the end of a child is always the watcher's doing and in our order, and
 * what the command itself forked goes with its process group.
 *
 * <p>A parent-death signal would be shorter, but it follows the forking thread, not the process, and exists on Linux only.
 */
public final class LeashedProcess {
    private static final String LEASH = """
            grace=$1
            shift
            exec 3<&0 </dev/null
            (
                trap '' HUP INT QUIT TERM
                while read -r _ <&3; do :; done
                kill -s TERM -- "-$$" || kill -s TERM "$$"
                n=0
                while kill -s 0 "$$" && [ "$n" -lt "$grace" ]; do
                    # Ended, and nobody has collected it.
                    read -r stat <"/proc/$$/stat" && case $stat in *') Z '*) break ;; esac
                    sleep 0.1
                    n=$((n + 1))
                done
                kill -s KILL -- "-$$" || kill -s KILL "$$"
            ) >/dev/null 2>&1 &
            exec 3<&-
            exec "$@"
            """;
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private final Process process;
    private final Duration grace;

    private LeashedProcess(Process process, Duration grace) {
        this.process = process;
        this.grace = grace;
    }

    /**
     * Starts a command.
     *
     * @param environment added to our own environment
     * @param log where its stdout and stderr are appended
     * @param grace between SIGTERM and SIGKILL
     * @throws IOException when it cannot be started
     */
    public static LeashedProcess start(List<String> command, Map<String, String> environment, Path log, Duration grace)
            throws IOException {
        List<String> leashed = new ArrayList<>();
        for (Path setsid : SETSID) {
            if (leashed.isEmpty() && Files.isExecutable(setsid)) {
                leashed.add(setsid.toString());
            }
        }
        leashed.addAll(List.of("/bin/sh", "-c", LEASH, "leash", Long.toString(Math.max(1, grace.toMillis() / 100))));
        leashed.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(leashed)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put(Orphans.HOLDER, Orphans.holder());
        LeashedProcess started = new LeashedProcess(builder.start(), grace);
        // A command that ends by itself may leave others of its group behind.
        started.process.onExit().thenRun(started::release);
        return started;
    }

    /** Of the command itself. */
    public long pid() {
        return process.pid();
    }

    /** Whether the command has not ended yet. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Completes with the exit code when the command has ended. */
    public CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Lets go of the leash: the watcher ends the command. Returns at once; idempotent. */
    public void release() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The pipe is gone, and that is all that was wanted.
        }
    }

    /** Releases it and waits for its end; past the grace period it is killed from here. */
    public void stop() throws InterruptedException {
        release();
        if (!process.waitFor(grace.toMillis() + 500, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
