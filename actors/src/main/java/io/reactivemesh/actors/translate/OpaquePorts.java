package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.translate.Fact.ServerFact;
import io.reactivemesh.actors.translate.Fact.WorkloadFact;
import io.reactivemesh.actors.workload.PortSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which ports are opaque: decided here and nowhere else, so that whoever connects and whoever accepts agree. The list is that of the
 * object's own annotation, else of its namespace's, else the installation's default. On a workload, a Server that selects a port decides
 * over any list; of several the oldest, then the first by name.
 */
final class OpaquePorts {
    private final TranslationConfig config;
    private final FactIndex index;

    OpaquePorts(TranslationConfig config, FactIndex index) {
        this.config = config;
        this.index = index;
    }

    /**
     * What was decided of a workload.
     *
     * @param deciding port → the Server that decided it; ports that no Server selects are not in it
     */
    record Decided(PortSet opaque, SortedMap<Integer, String> deciding) {}

    /**
     * The list that holds for an object.
     *
     * @param own of its own annotation; null = it has none
     * @param named what port names mean on it
     */
    PortSet listed(String namespace, @Nullable PortSet own, Map<String, ? extends SortedSet<Integer>> named) {
        if (own != null) {
            return own;
        }
        PortList ofNamespace = index.opaquePortsOfNamespace(namespace);
        return ofNamespace != null ? ofNamespace.resolve(named) : config.defaultOpaquePorts();
    }

    /** Lists and Servers together. */
    Decided decide(WorkloadFact workload) {
        PortSet opaque = listed(workload.id().namespace(), workload.opaquePorts(), workload.namedPorts());
        SortedMap<Integer, String> deciding = new TreeMap<>();
        for (ServerFact server : index.servers(workload)) {
            for (int port : server.port().resolve(workload.namedPorts()).ports()) {
                if (deciding.putIfAbsent(port, server.name()) == null) {
                    opaque = server.opaque() ? opaque.with(port) : opaque.without(port);
                }
            }
        }
        return new Decided(opaque, deciding);
    }
}
