package io.reactivemesh.actors.hub;

import io.reactivemesh.actors.service.DiscoverySettings;
import io.reactivemesh.actors.service.EndpointView;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.EndpointSource;
import io.reactivemesh.discovery.port.Resolution;
import java.util.Map;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** Endpoints from the hubs of Services. */
public final class ShardedEndpointSource implements EndpointSource {
    private final Hubs hubs;
    private final EndpointView view;

    public ShardedEndpointSource(Hubs hubs, DiscoverySettings settings) {
        this.hubs = hubs;
        this.view = new EndpointView(settings);
    }

    @Override
    public Source<Resolution<EndpointSet>, NotUsed> endpoints(EndpointQuery query) {
        return Source.fromGraph(new NewestStage<>(
                hubs.cell(ServiceDocument.key(query.service()), ServiceDocument.class, new Endpoints(view, query)),
                hubs.observer()));
    }

    private record Endpoints(EndpointView view, EndpointQuery query)
            implements Question<ServiceDocument, Resolution<EndpointSet>> {
        @Override
        public EndpointView.Filter scope(ServiceDocument document, Map<String, String> zoneByNode) {
            return EndpointView.filter(document, query, zoneByNode);
        }

        @Override
        public Resolution<EndpointSet> answer(
                ServiceDocument document, Revision revision, Map<String, String> zoneByNode) {
            return view.resolve(document, revision, scope(document, zoneByNode));
        }
    }
}
