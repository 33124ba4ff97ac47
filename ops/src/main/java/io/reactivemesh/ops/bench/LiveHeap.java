package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of a JVM's heap is in use: asked of it through the {@code jcmd} of its own JDK, after it has collected all garbage. */
final class LiveHeap {
    private static final Pattern USED = Pattern.compile("heap.* used (\\d+)K");

    private LiveHeap() {}

    /** In MB of 2^20 bytes. Has the process collect first, which stops it for a moment. */
    static double megabytes(long pid) throws IOException, InterruptedException {
        String _ = ask(pid, "GC.run");
        String info = ask(pid, "GC.heap_info");
        Matcher used = USED.matcher(info);
        if (!used.find()) {
            throw new IOException("no figure in what jcmd says of the heap: " + info);
        }
        return Long.parseLong(used.group(1)) / 1024.0;
    }

    private static String ask(long pid, String command) throws IOException, InterruptedException {
        String java = ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .orElseThrow(() -> new IOException("process " + pid + " is gone"));
        Path jcmd = Path.of(java).resolveSibling("jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(jcmd + " " + pid + " " + command + ": " + said.strip());
        }
        return said;
    }
}
