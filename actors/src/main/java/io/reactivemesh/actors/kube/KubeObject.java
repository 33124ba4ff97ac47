package io.reactivemesh.actors.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.reactivemesh.actors.source.ObjectConversion.Converted;
import io.reactivemesh.actors.translate.ObjectKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object of the API as informers hold it: which one, which version, and the fact that was read of it. Immutable.
 *
 * <p>It is made with its trimmed JSON, which is exchanged for the fact before anything keeps it.
 */
final class KubeObject implements HasMetadata {
    private static final long serialVersionUID = 1;

    private final String namespace;
    private final String name;
    private final String resourceVersion;
    private final transient Content content;

    KubeObject(String namespace, String name, String resourceVersion, Content content) {
        this.namespace = namespace;
        this.name = name;
        this.resourceVersion = resourceVersion;
        this.content = content;
    }

    /** What it holds. */
    sealed interface Content {
        /**
         * As it arrived.
         *
         * @param changedAt when it was last changed, as far as it says
         */
        record Arrived(ObjectNode json, @Nullable Instant changedAt) implements Content {}

        /** As it stays. */
        record Read(Converted converted) implements Content {}
    }

    /** Empty for kinds that have none. */
    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    String resourceVersion() {
        return resourceVersion;
    }

    Content content() {
        return content;
    }

    /** The same, holding something else. */
    KubeObject with(Content other) {
        return new KubeObject(namespace, name, resourceVersion, other);
    }

    ObjectKey key(ObjectKey.Kind kind) {
        return new ObjectKey(kind, kind.namespaced() ? namespace : "", name);
    }

    /** As much as informers ask for. */
    @Override
    public ObjectMeta getMetadata() {
        ObjectMeta metadata = new ObjectMeta();
        metadata.setNamespace(namespace.isEmpty() ? null : namespace);
        metadata.setName(name);
        metadata.setResourceVersion(resourceVersion);
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        throw new UnsupportedOperationException("immutable");
    }

    @Override
    public String getKind() {
        return "KubeObject";
    }

    @Override
    public String getApiVersion() {
        return "v1";
    }

    @Override
    public void setApiVersion(String version) {
        // Informers tell every object of a list which version it has.
    }
}
