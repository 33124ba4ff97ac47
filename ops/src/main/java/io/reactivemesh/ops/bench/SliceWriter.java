package io.reactivemesh.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes EndpointSlices, each time with one PUT, and hears on a watch of its own when the API server tells of it. One thread. */
final class SliceWriter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** API servers close connections that were idle for 90 s. */
    private static final Duration STALE = Duration.ofSeconds(30);

    private final Config config;
    private @Nullable ApiSocket writing;
    private @Nullable BareWatch watching;
    private long lastUsed;

    /** A writer that has not connected yet. */
    SliceWriter(Config config) {
        this.config = config;
    }

    /** Replaces a slice; blocks until the API server has it, and has told watches of it. */
    DiscoveryCluster.Written write(EndpointSlice slice) throws IOException {
        String slices =
                "/apis/discovery.k8s.io/v1/namespaces/" + slice.getMetadata().getNamespace() + "/endpointslices";
        String name = slice.getMetadata().getName();
        byte[] json = JSON.writeValueAsBytes(slice);
        BareWatch watch = watching;
        if (watch == null) {
            watch = BareWatch.open(config, slices + "?watch=true&fieldSelector=metadata.name%3D" + name);
            watching = watch;
        }
        ApiSocket socket = connection();
        long began = System.nanoTime();
        socket.put(slices + "/" + name, json);
        long accepted = System.nanoTime();
        lastUsed = accepted;
        try {
            return new DiscoveryCluster.Written(began, accepted, watch.heardSince(began, PATIENCE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it waited for a watch event", e);
        }
    }

    private ApiSocket connection() throws IOException {
        ApiSocket before = writing;
        if (before != null && System.nanoTime() - lastUsed < STALE.toNanos()) {
            return before;
        }
        if (before != null) {
            before.close();
        }
        ApiSocket fresh = ApiSocket.connect(config, PATIENCE);
        writing = fresh;
        return fresh;
    }

    /** Closes its connections. */
    @Override
    public void close() throws IOException {
        if (writing != null) {
            writing.close();
        }
        if (watching != null) {
            watching.close();
        }
    }
}
