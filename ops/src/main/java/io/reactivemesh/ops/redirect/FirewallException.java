package io.reactivemesh.ops.redirect;

import io.reactivemesh.ops.process.Programs;
import java.io.Serial;
import java.util.List;

/** A firewall program did not do what it was asked for. The message names the command and what it said. */
public final class FirewallException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    FirewallException(String message) {
        super(message);
    }

    FirewallException(List<String> command, Programs.Outcome outcome) {
        super("%s: exit code %d: %s%s"
                .formatted(
                        String.join(" ", command),
                        outcome.exitCode(),
                        outcome.output().strip(),
                        remedy(command, outcome.output())));
    }

    private static String remedy(List<String> command, String said) {
        if (said.contains("ermission denied") || said.contains("not permitted")) {
            return " (needs root, or the capabilities NET_ADMIN and NET_RAW)";
        }
        return command.stream().anyMatch(word -> word.startsWith("ip6tables"))
                ? " (--ipv6=false leaves IPv6 alone)"
                : "";
    }
}
