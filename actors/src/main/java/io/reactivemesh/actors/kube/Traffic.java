package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at requests on their way: counts them and what comes back, and asks for metadata only where nothing else is read. (What watches
 * bring is counted where events are read: it does not pass here.)
 */
final class Traffic implements Interceptor {
    static final String NAME = "TRAFFIC";
    /** For lists and for watches; the last for servers that know neither. */
    private static final String METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,"
            + "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private final KubernetesObserver observer;
    private final Set<String> metadataOnly;

    Traffic(KubernetesObserver observer, List<Resource> resources) {
        this.observer = observer;
        this.metadataOnly = resources.stream()
                .filter(Resource::metadataOnly)
                .map(Resource::plural)
                .collect(Collectors.toSet());
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        observer.requested();
        String path = request.uri().getPath();
        if (path != null && metadataOnly.contains(path.substring(path.lastIndexOf('/') + 1))) {
            builder.setHeader("Accept", METADATA);
        }
    }

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        return (buffers, body) -> {
            long bytes = 0;
            for (ByteBuffer buffer : buffers) {
                bytes += buffer.remaining();
            }
            observer.received(bytes);
            consumer.consume(buffers, body);
        };
    }
}
