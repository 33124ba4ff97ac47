package io.reactivemesh.actors;

import io.reactivemesh.actors.service.OutboundSettings;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Fact.ServiceFact;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Facts as no manifest says them. */
public final class Facts {
    private Facts() {}

    /**
     * A Service of one port, 80.
     *
     * @param portName null = no name at all, not even an empty one: more than translation can bear
     */
    @SuppressWarnings("NullAway")
    public static ServiceFact service(String namespace, String name, @Nullable String portName) {
        return new ServiceFact(
                new ServiceId(namespace, name),
                ServiceDocument.Kind.CLUSTER_IP,
                List.of(),
                new TreeMap<>(Map.of(80, new ServiceDocument.Port(80, portName, null))),
                null,
                false,
                null,
                OutboundSettings.NONE);
    }
}
