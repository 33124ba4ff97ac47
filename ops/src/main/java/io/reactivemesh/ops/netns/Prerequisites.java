package io.reactivemesh.ops.netns;

import io.reactivemesh.ops.process.Programs;
import io.reactivemesh.ops.redirect.Backend;
import io.reactivemesh.ops.redirect.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What this machine has to have for network namespaces with redirection. */
public final class Prerequisites {
    private static final Map<String, String> PACKAGES = Map.of(
            "ip", "iproute2",
            "nsenter", "util-linux",
            "unshare", "util-linux",
            "setpriv", "util-linux",
            "setsid", "util-linux");

    private Prerequisites() {}

    /** What is missing, each with its remedy; empty = nothing. */
    public static List<String> missing() throws InterruptedException {
        List<String> missing = new ArrayList<>();
        PACKAGES.forEach((program, name) -> {
            if (!Programs.installed(program)) {
                missing.add(program + " (apt-get install " + name + ")");
            }
        });
        if (Backend.NFT.available(IpFamily.IPV4, Programs::installed) == null) {
            missing.add("iptables (apt-get install iptables)");
        }
        if (Programs.installed("unshare")) {
            Programs.Outcome tried = Programs.run(List.of("unshare", "--net", "--mount", "true"));
            if (!tried.succeeded()) {
                missing.add("the right to make network namespaces (root; in a container, a privileged one): "
                        + tried.output().strip());
            }
        }
        return missing.stream().sorted().toList();
    }
}
