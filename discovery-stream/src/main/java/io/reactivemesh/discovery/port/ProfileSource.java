package io.reactivemesh.discovery.port;

import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.ServiceProfile;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** What is known of a destination as a whole. Any thread. */
public interface ProfileSource {
    /** Watches the profile of a destination; the stream behaves as that of {@link EndpointSource#endpoints}. */
    Source<Resolution<ServiceProfile>, NotUsed> profile(ProfileQuery query);

    /** What is asked. */
    sealed interface ProfileQuery {
        /** Who asks; chooses whose ServiceProfile counts. */
        Caller caller();

        /**
         * A Service by name, or one of its endpoints by hostname.
         *
         * @param fullyQualifiedName the name as it was asked, without port
         * @param hostname null = the Service itself
         */
        record ByService(
                ServiceId service, @Nullable String hostname, String fullyQualifiedName, int port, Caller caller)
                implements ProfileQuery {}

        /** Whatever owns an address: a cluster IP, a workload, a host port, or nobody. */
        record ByAddress(Address address, Caller caller) implements ProfileQuery {}
    }
}
