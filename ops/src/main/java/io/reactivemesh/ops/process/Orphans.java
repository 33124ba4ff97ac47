package io.reactivemesh.ops.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Leashed processes that run on though whoever held the leash is gone. There are some only when the watchers were killed too, and on Linux
 * only can they be found: each carries its holder in its environment.
 */
public final class Orphans {
    /** The variable that names the holder of a leash. */
    static final String HOLDER = "MESH_LEASH_HOLDER";

    private static final Path PROC = Path.of("/proc");

    private Orphans() {}

    /** This process as the holder of a leash: its id, and its start, since ids come again. */
    static String holder() {
        return name(ProcessHandle.current());
    }

    /** The start is in the kernel's ticks: the clock may have been set since. */
    private static String name(ProcessHandle process) {
        String start = "";
        try {
            String stat = Files.readString(of(process).resolve("stat"));
            // The command's name may contain blanks: fields count from its closing parenthesis. The start is number 22.
            start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        } catch (IOException e) {
            // No /proc, or gone by now: then the id alone has to do.
        }
        return process.pid() + "@" + start;
    }

    private static Path of(ProcessHandle process) {
        return PROC.resolve(Long.toString(process.pid()));
    }

    /** Those of them that we may look at. */
    public static List<ProcessHandle> find() {
        if (!Files.isDirectory(PROC)) {
            return List.of();
        }
        return ProcessHandle.allProcesses().filter(Orphans::isOrphan).toList();
    }

    private static boolean isOrphan(ProcessHandle process) {
        return holderOf(process).filter(Predicate.not(Orphans::runs)).isPresent();
    }

    private static Optional<String> holderOf(ProcessHandle process) {
        try {
            String environment = Files.readString(of(process).resolve("environ"), StandardCharsets.ISO_8859_1);
            for (String variable : environment.split("\0", -1)) {
                if (variable.startsWith(HOLDER + "=")) {
                    return Optional.of(variable.substring(HOLDER.length() + 1));
                }
            }
        } catch (IOException e) {
            // Gone since it was listed, or another user's: none that we could end.
        }
        return Optional.empty();
    }

    private static boolean runs(String holder) {
        int at = holder.indexOf('@');
        return at > 0
                && ProcessHandle.of(Long.parseLong(holder, 0, at, 10))
                        .filter(process -> name(process).equals(holder))
                        .isPresent();
    }
}
