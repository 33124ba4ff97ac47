package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.reactivemesh.actors.kube.ObjectJson.WatchLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One resource over HTTP, with a client's credentials and connections. */
final class HttpApi implements Api {
    private static final String WHOLE = "application/json";
    private static final String METADATA_LIST =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final String METADATA =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private final KubernetesClient client;
    private final Resource resource;
    private final String url;
    private final KubernetesObserver observer;

    private HttpApi(KubernetesClient client, Resource resource, String version, KubernetesObserver observer) {
        this.client = client;
        this.resource = resource;
        this.observer = observer;
        String master = client.getMasterUrl().toString();
        this.url = (master.endsWith("/") ? master : master + "/")
                + (resource.group().isEmpty() ? "api/" : "apis/" + resource.group() + "/")
                + version + "/" + resource.plural();
    }

    /** A resource in all its versions, newest first. */
    static List<Api> of(KubernetesClient client, Resource resource, KubernetesObserver observer) {
        List<Api> apis = new ArrayList<>();
        resource.versions().forEach(version -> apis.add(new HttpApi(client, resource, version, observer)));
        return apis;
    }

    @Override
    public CompletableFuture<KubeObjectList> list(@Nullable String token, int limit, boolean metadataOnly) {
        String query = "?limit=" + limit
                + (token == null ? "" : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
        CompletableFuture<KubeObjectList> page = new CompletableFuture<>();
        Get get = send(query, metadataOnly || resource.metadataOnly() ? METADATA_LIST : WHOLE, new WholeBody(page));
        page.whenComplete((_, failure) -> {
            if (failure != null) {
                get.cancel();
            }
        });
        return page;
    }

    @Override
    public Watch watch(String version, Duration life, Listener listener) {
        String query = "?watch=true&allowWatchBookmarks=true&resourceVersion="
                + URLEncoder.encode(version, StandardCharsets.UTF_8) + "&timeoutSeconds="
                + Math.max(1, life.toSeconds());
        Get get = send(query, resource.metadataOnly() ? METADATA : WHOLE, new Lines(listener));
        return get::cancel;
    }

    private Get send(String query, String accept, Get.Answer answer) {
        observer.requested();
        return Get.send(client.getHttpClient(), URI.create(url + query), accept, answer);
    }

    /** A list: read when it is all there. */
    private final class WholeBody implements Get.Answer {
        private final CompletableFuture<KubeObjectList> page;
        private final List<InputStream> parts = new ArrayList<>();

        WholeBody(CompletableFuture<KubeObjectList> page) {
            this.page = page;
        }

        @Override
        public void begun() {
            // Nothing to be seen yet.
        }

        @Override
        public void bytes(ByteBuffer bytes) {
            observer.received(bytes.remaining());
            byte[] part = new byte[bytes.remaining()];
            bytes.get(part);
            parts.add(new ByteArrayInputStream(part));
        }

        @Override
        public void ended(@Nullable ApiFailure failure) {
            if (failure != null) {
                page.completeExceptionally(failure);
                return;
            }
            // Not here: reading a page takes longer than anything else may wait for this thread.
            Thread _ = Thread.ofVirtual().name("kubernetes-list").start(this::read);
        }

        private void read() {
            try {
                page.complete(ObjectJson.readList(new SequenceInputStream(Collections.enumeration(parts))));
            } catch (IOException | RuntimeException e) {
                page.completeExceptionally(ApiFailure.unanswered(e));
            }
        }
    }

    /** A watch: an event a line, read as they come. */
    private final class Lines implements Get.Answer {
        private final Listener listener;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

        Lines(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void begun() {
            listener.opened();
        }

        @Override
        public void bytes(ByteBuffer buffer) {
            observer.received(buffer.remaining());
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    if (begun.size() == 0) {
                        line(bytes, start, i - start);
                    } else {
                        begun.write(bytes, start, i - start);
                        line(begun.toByteArray(), 0, begun.size());
                        begun.reset();
                    }
                    start = i + 1;
                }
            }
            begun.write(bytes, start, bytes.length - start);
        }

        private void line(byte[] bytes, int start, int length) {
            if (length == 0) {
                return;
            }
            try {
                switch (ObjectJson.readEvent(bytes, start, length)) {
                    case WatchLine.Told told -> listener.told(told.event(), told.object());
                    // Ends the request.
                    case WatchLine.Broken failed -> throw failed.failure();
                }
            } catch (IOException e) {
                throw ApiFailure.unanswered(e);
            }
        }

        @Override
        public void ended(@Nullable ApiFailure failure) {
            listener.ended(failure);
        }
    }
}
