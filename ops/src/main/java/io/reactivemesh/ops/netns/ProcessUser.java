package io.reactivemesh.ops.netns;

import java.util.ArrayList;
import java.util.List;

/**
 * Who a process runs as. Besides the rights of that user it may read any file: what it runs may lie in a home folder that is closed to
 * strangers, as an image's files never are.
 */
public record ProcessUser(int uid, int gid) {
    /** The user and group that proxies run as, in our pods as in Linkerd's. */
    public static final ProcessUser PROXY = new ProcessUser(2102, 2102);

    /**
     * Reads {@code uid:gid}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static ProcessUser parse(String text) {
        int colon = text.indexOf(':');
        try {
            return new ProcessUser(
                    Integer.parseInt(text.substring(0, Math.max(0, colon))),
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("user: " + text + " (expected: uid:gid)", e);
        }
    }

    /** The command as it runs by this user; started by root. Its process id is that of the command itself. */
    public List<String> running(List<String> command) {
        if (uid == 0) {
            return command;
        }
        List<String> demoted = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + gid,
                "--clear-groups",
                "--inh-caps=-all,+dac_read_search",
                "--ambient-caps=-all,+dac_read_search",
                "--"));
        demoted.addAll(command);
        return demoted;
    }
}
