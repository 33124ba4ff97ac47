package io.reactivemesh.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The live heap of another JVM. */
class LiveHeapIT {
    private static final int ALIVE_MB = 64;
    /** What a JVM that does nothing else keeps of its own, generously. */
    private static final int OWN_MB = 16;

    @Test
    void isWhatTheProcessHoldsWithoutItsGarbage() throws Exception {
        Process process = start("-XX:+UseG1GC");
        try {
            assertThat(LiveHeap.megabytes(process.pid())).isBetween((double) ALIVE_MB, (double) ALIVE_MB + OWN_MB);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void isNotGuessedFromWhatOtherCollectorsSay() throws Exception {
        Process process = start("-XX:+UseSerialGC");
        try {
            assertThatThrownBy(() -> LiveHeap.megabytes(process.pid()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no figure in what jcmd says of the heap");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void saysThatAProcessIsGone() throws Exception {
        Process process = start("-XX:+UseG1GC");
        process.destroyForcibly().waitFor();

        assertThatThrownBy(() -> LiveHeap.megabytes(process.pid()))
                .isInstanceOf(IOException.class)
                .hasMessage("process " + process.pid() + " is gone");
    }

    private static Process start(String collector) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        collector,
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holding.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo(Holding.READY);
        return process;
    }

    /** Holds some memory, and drops three times as much. */
    static final class Holding {
        static final String READY = "ready";
        /** In bytes; far below what a collector calls large and keeps by itself. */
        private static final int PIECE = 1 << 14;

        private Holding() {}

        public static void main(String[] args) throws IOException {
            List<byte[]> held = new ArrayList<>();
            long dropped = 0;
            for (int i = 0; i < ALIVE_MB << 20; i += PIECE) {
                held.add(new byte[PIECE]);
                for (int j = 0; j < 3; j++) {
                    dropped += new byte[PIECE].length;
                }
            }
            System.out.println(dropped == 3L * (ALIVE_MB << 20) ? READY : "nothing was dropped");
            // Until it is killed.
            int end = System.in.read();
            System.exit(held.size() + end);
        }
    }
}
