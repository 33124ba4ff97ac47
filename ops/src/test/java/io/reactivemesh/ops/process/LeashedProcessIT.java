package io.reactivemesh.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
public final class LeashedProcessIT {
    private static final Duration GRACE = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    /** The parent that gets killed: starts a stubborn child with a grandchild and stays. */
    static final class Parent {
        private Parent() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws IOException, InterruptedException {
            LeashedProcess child = LeashedProcess.start(
                    List.of(
                            "/bin/sh",
                            "-c",
                            "trap '' TERM; sleep 600 & echo $$ $! >'" + arguments[0] + "'; wait; wait"),
                    Map.of(),
                    Path.of(arguments[0] + ".log"),
                    GRACE);
            child.exit().join();
        }
    }

    @Test
    void childAndGrandchildEndWhenTheParentIsKilled() throws Exception {
        Path pids = folder.resolve("pids");
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        pids.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        await(() -> Files.exists(pids) && Files.readString(pids).endsWith("\n"));
        List<Long> started = List.of(Files.readString(pids).strip().split(" ")).stream()
                .map(Long::parseLong)
                .toList();
        assertThat(started).hasSize(2).allMatch(LeashedProcessIT::runs);

        parent.destroyForcibly().waitFor();

        await(() -> started.stream().noneMatch(LeashedProcessIT::runs));
    }

    @Test
    void releasedChildGetsTheChanceToEndByItself() throws Exception {
        Path said = folder.resolve("said");
        Path ready = folder.resolve("ready");
        LeashedProcess child = LeashedProcess.start(
                List.of(
                        "/bin/sh",
                        "-c",
                        "trap 'echo bye >\"" + said + "\"; exit 7' TERM; echo >\"" + ready
                                + "\"; while :; do sleep 0.05; done"),
                Map.of(),
                folder.resolve("log"),
                Duration.ofSeconds(10));
        await(() -> Files.exists(ready));

        child.release();

        assertThat(child.exit().get(10, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(said).hasContent("bye");
    }

    @Test
    void pidIsThatOfTheCommandAndItsOutputIsInTheLog() throws Exception {
        Path log = folder.resolve("log");
        LeashedProcess child = LeashedProcess.start(
                List.of("/bin/sh", "-c", "echo I am $$ $WORD"), Map.of("WORD", "here"), log, GRACE);

        assertThat(child.exit().get(10, TimeUnit.SECONDS)).isZero();

        assertThat(log).hasContent("I am " + child.pid() + " here");
    }

    @Test
    void whatACommandLeavesBehindEndsWithIt() throws Exception {
        Path pid = folder.resolve("pid");
        LeashedProcess child = LeashedProcess.start(
                List.of("/bin/sh", "-c", "sleep 600 & echo $! >'" + pid + "'"), Map.of(), folder.resolve("log"), GRACE);

        child.exit().get(10, TimeUnit.SECONDS);

        long left = Long.parseLong(Files.readString(pid).strip());
        await(() -> !runs(left));
    }

    /** Whether a process is there and has not ended. */
    public static boolean runs(long pid) {
        try {
            // A killed process whose parent does not collect it is still listed; it runs no more.
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture.runAsync(() -> {
                    try {
                        while (!condition.holds()) {
                            LockSupport.parkNanos(20_000_000);
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(20, TimeUnit.SECONDS);
    }
}
