package io.reactivemesh.ops.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs of this machine, by their names; run to their end. Any thread. */
public final class Programs {
    /** Where root's programs are, which not everybody's search path has. */
    private static final String ROOTS_PATH = ":/usr/sbin:/sbin:/usr/bin:/bin";

    private static final int NOT_FOUND = 127;

    private Programs() {}

    /**
     * What came of a program.
     *
     * @param exitCode 127 = it could not be started, as a shell would say
     * @param output standard output and standard error, as they came
     */
    public record Outcome(int exitCode, String output) {
        /** Whether its exit code was 0. */
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** Runs a program to its end, or pretends to. */
    @FunctionalInterface
    public interface Runner {
        /**
         * Runs a command.
         *
         * @param command the program's name and its arguments
         */
        Outcome run(List<String> command) throws InterruptedException;
    }

    /** Runs a command without any input, and waits for its end. */
    public static Outcome run(List<String> command) throws InterruptedException {
        Path program = find(command.getFirst());
        if (program == null) {
            return new Outcome(NOT_FOUND, command.getFirst() + ": no such program");
        }
        List<String> words = new ArrayList<>(command);
        words.set(0, program.toString());
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            return new Outcome(NOT_FOUND, String.valueOf(e.getMessage()));
        }
    }

    /** Whether this machine has a program. */
    public static boolean installed(String name) {
        return find(name) != null;
    }

    /**
     * Looks for a program on the search path, then where root's programs are.
     *
     * @param name a name, or a path that is taken as it is
     * @return null = there is none
     */
    public static @Nullable Path find(String name) {
        if (name.indexOf('/') >= 0) {
            return Files.isExecutable(Path.of(name)) ? Path.of(name) : null;
        }
        String path = new ProcessBuilder().environment().getOrDefault("PATH", "") + ROOTS_PATH;
        for (String directory : path.split(":", -1)) {
            Path candidate = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
