package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.port.EndpointSource;
import io.reactivemesh.discovery.port.EndpointSource.EndpointQuery;
import io.reactivemesh.discovery.port.ProfileSource;
import io.reactivemesh.discovery.port.ProfileSource.ProfileQuery;
import io.reactivemesh.discovery.stage.Cursor;
import io.reactivemesh.wire.destination.GetDestination;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.stream.javadsl.Source;

/** The Destination service: validate, subscribe, map. One for all streams; any thread. */
final class DestinationService {
    private final String clusterDomain;
    private final EndpointSource endpoints;
    private final ProfileSource profiles;
    private final AnswerStage<EndpointSet> updates;
    private final AnswerStage<ServiceProfile> profileUpdates;

    DestinationService(String clusterDomain, EndpointSource endpoints, ProfileSource profiles, Streams streams) {
        this.clusterDomain = clusterDomain;
        this.endpoints = endpoints;
        this.profiles = profiles;
        this.updates = new AnswerStage<>(
                Method.GET,
                () -> Cursor.untilGone(EndpointSet.UNKNOWN),
                step -> Updates.of(step).stream().map(Encoded::of).toList(),
                streams);
        this.profileUpdates = new AnswerStage<>(
                Method.GET_PROFILE,
                Cursor::keepingLast,
                step -> Updates.ofProfile(step).stream().map(Encoded::of).toList(),
                streams);
    }

    /**
     * Streams who serves a destination. A Service that goes takes its endpoints with it and leaves the stream open, and so does one that
     * becomes an ExternalName: telling the proxy INVALID_ARGUMENT would make it give up for good.
     *
     * @throws Refusal for a request that can't be understood
     */
    Source<HttpEntity.ChunkStreamPart, NotUsed> get(GetDestination request) {
        if (!(Target.parse(request.getPath(), clusterDomain) instanceof Target.Named named)) {
            throw Refusal.invalid("path '" + request.getPath()
                    + "': endpoints are looked up by name (expected: SVC.NS.svc." + clusterDomain + ")");
        }
        Caller caller = ContextToken.parse(request.getContextToken());
        return endpoints
                .endpoints(new EndpointQuery(named.service(), named.port(), named.hostname(), caller))
                .via(updates);
    }

    /**
     * Streams the profile of a destination. When it can't be told any more the client keeps the last one, until there is a new one.
     *
     * @throws Refusal for a request that can't be understood
     */
    Source<HttpEntity.ChunkStreamPart, NotUsed> getProfile(GetDestination request) {
        Caller caller = ContextToken.parse(request.getContextToken());
        ProfileQuery query = switch (Target.parse(request.getPath(), clusterDomain)) {
            case Target.Named named ->
                new ProfileQuery.ByService(named.service(), named.hostname(), named.host(), named.port(), caller);
            case Target.Literal literal -> new ProfileQuery.ByAddress(literal.address(), caller);
        };
        return profiles.profile(query).via(profileUpdates);
    }
}
