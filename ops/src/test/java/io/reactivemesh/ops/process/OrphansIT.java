package io.reactivemesh.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OrphansIT {
    @BeforeAll
    static void require() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc here");
    }

    /** Starts a child on a leash, tells its process id, and waits to be killed. */
    static final class Holder {
        private Holder() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws IOException {
            System.out.println(LeashedProcess.start(
                            List.of("sleep", "600"), Map.of(), Path.of("/dev/null"), Duration.ofMillis(500))
                    .pid());
            while (true) {
                LockSupport.park();
            }
        }
    }

    @Test
    void aProcessWhoseHolderAndWatcherWereKilledIsFoundAndOneWhoseHolderRunsIsNot() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = holder.inputReader(StandardCharsets.UTF_8)) {
            long child = Long.parseLong(String.valueOf(said.readLine()));
            assertThat(orphans()).doesNotContain(child);

            // The watcher is a child of the command, whose parent we are not.
            ProcessHandle.of(child).orElseThrow().children().forEach(ProcessHandle::destroyForcibly);
            holder.destroyForcibly().waitFor();

            assertThat(LeashedProcessIT.runs(child)).isTrue();
            assertThat(orphans()).contains(child);
            ProcessHandle.of(child).orElseThrow().destroyForcibly();
        }
    }

    private static Stream<Long> orphans() {
        return Orphans.find().stream().map(ProcessHandle::pid);
    }
}
