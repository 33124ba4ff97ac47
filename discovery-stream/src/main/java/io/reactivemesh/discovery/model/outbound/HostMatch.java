package io.reactivemesh.discovery.model.outbound;

import java.util.List;

/** A condition on the host of a request; case, port and one trailing dot do not matter. */
public sealed interface HostMatch {
    /** Just that host. */
    record Exact(String host) implements HostMatch {}

    /**
     * Any host below a name, at any depth; not the name itself.
     *
     * @param reversedLabels rightmost first: {@code *.example.com} is {@code [com, example]}
     */
    record Suffix(List<String> reversedLabels) implements HostMatch {
        public Suffix {
            reversedLabels = List.copyOf(reversedLabels);
        }
    }
}
