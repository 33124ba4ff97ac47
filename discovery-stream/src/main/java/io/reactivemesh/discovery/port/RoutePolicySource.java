package io.reactivemesh.discovery.port;

import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.outbound.OutboundPolicy;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** How traffic leaves for a destination: its protocol, its routes and where they lead. Any thread. */
public interface RoutePolicySource {
    /** Watches the policy of a destination; the stream behaves as that of {@link EndpointSource#endpoints}. */
    Source<Resolution<OutboundPolicy>, NotUsed> policy(PolicyQuery query);

    /** What is asked. */
    sealed interface PolicyQuery {
        /** Whose routes count beside those of the destination itself. */
        String callerNamespace();

        /** A Service by name. */
        record ByService(ServiceId service, int port, String callerNamespace) implements PolicyQuery {}

        /** Wherever a connection was going to. */
        record ByAddress(Address address, String callerNamespace) implements PolicyQuery {}
    }
}
