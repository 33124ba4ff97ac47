package io.reactivemesh.discovery.port;

import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.ServiceId;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Who serves a Service. Any thread. */
public interface EndpointSource {
    /**
     * Watches the endpoints of a service port.
     *
     * <p>The first element comes as soon as anything is known, then one whenever the answer differs. Newest wins: a slow reader skips
     * intermediate sets and never sees a backlog. Never completes or fails by itself. Streams that ask the same share the emitted object.
     */
    Source<Resolution<EndpointSet>, NotUsed> endpoints(EndpointQuery query);

    /**
     * What is asked.
     *
     * @param port service port 1..65535, declared or not
     * @param hostname only endpoints of this EndpointSlice hostname; null = all
     */
    record EndpointQuery(
            ServiceId service, int port, @Nullable String hostname, Caller caller) {}
}
