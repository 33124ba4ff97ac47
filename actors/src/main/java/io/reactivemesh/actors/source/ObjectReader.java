package io.reactivemesh.actors.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.reactivemesh.actors.source.Reading.Remark;
import io.reactivemesh.actors.translate.Fact;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Documents of a manifest to facts: finds out what each object is, checks it, and trims it to what matters. Any thread. */
final class ObjectReader {
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final String DEFAULT_NAMESPACE = "default";
    private static final String GATEWAY_API = "gateway.networking.k8s.io";

    /** Kind and group in a manifest, {@code KIND.GROUP} → what it is, which versions are read. */
    private static final Map<String, Known> KINDS = Stream.of(
                    new Known(ObjectKey.Kind.NAMESPACE, "", Set.of("v1")),
                    new Known(ObjectKey.Kind.NODE, "", Set.of("v1")),
                    new Known(ObjectKey.Kind.SERVICE_ACCOUNT, "", Set.of("v1")),
                    new Known(ObjectKey.Kind.SERVICE, "", Set.of("v1")),
                    new Known(ObjectKey.Kind.POD, "", Set.of("v1")),
                    new Known(ObjectKey.Kind.ENDPOINT_SLICE, "discovery.k8s.io", Set.of("v1")),
                    new Known(ObjectKey.Kind.REPLICA_SET, "apps", Set.of("v1")),
                    new Known(ObjectKey.Kind.JOB, "batch", Set.of("v1")),
                    new Known(ObjectKey.Kind.SERVICE_PROFILE, "linkerd.io", Set.of("v1alpha2", "v1alpha1")),
                    new Known(
                            ObjectKey.Kind.SERVER,
                            "policy.linkerd.io",
                            Set.of("v1beta3", "v1beta2", "v1beta1", "v1alpha1")),
                    new Known(ObjectKey.Kind.EXTERNAL_WORKLOAD, "workload.linkerd.io", Set.of("v1beta1", "v1alpha1")),
                    new Known(ObjectKey.Kind.HTTP_ROUTE, GATEWAY_API, Set.of("v1", "v1beta1")),
                    new Known(ObjectKey.Kind.GRPC_ROUTE, GATEWAY_API, Set.of("v1", "v1alpha2")),
                    new Known(
                            ObjectKey.Kind.POLICY_HTTP_ROUTE,
                            "policy.linkerd.io",
                            Set.of("v1beta3", "v1beta2", "v1beta1", "v1alpha1")))
            .collect(Collectors.toUnmodifiableMap(known -> known.kind().text() + "." + known.group(), known -> known));

    private final TranslationConfig config;

    ObjectReader(TranslationConfig config) {
        this.config = config;
    }

    private record Known(ObjectKey.Kind kind, String group, Set<String> versions) {
        String apiVersions() {
            return String.join(
                    " or ",
                    versions.stream()
                            .sorted()
                            .map(version -> group.isEmpty() ? version : group + "/" + version)
                            .toList());
        }
    }

    /** Reads a document; a list of objects is read as its items. */
    List<Reading> read(YamlDocument document) {
        return switch (document) {
            case YamlDocument.Unreadable unreadable ->
                List.of(new Reading.Refused(unreadable.line(), null, null, "a document", unreadable.reason()));
            case YamlDocument.Parsed readable -> {
                List<Reading> readings = new ArrayList<>();
                read(readable, "", readable.json(), readings);
                yield readings;
            }
        };
    }

    private void read(YamlDocument.Parsed document, String at, JsonNode json, List<Reading> readings) {
        int line = at.isEmpty() ? document.line() : document.lineOf(at);
        if (json.isNull()) {
            return;
        }
        String kind = text(json, "kind");
        String apiVersion = text(json, "apiVersion");
        if (!(json instanceof ObjectNode object) || kind == null || apiVersion == null) {
            String reason = !json.isObject()
                    ? Refusal.shown(json.isTextual() ? json.asText() : json) + " (expected: a Kubernetes object)"
                    : Refusal.of(kind == null ? "kind" : "apiVersion", null, "text, as every Kubernetes object has")
                            .getMessage();
            readings.add(new Reading.Refused(line, null, null, "a document", String.valueOf(reason)));
        } else if (kind.endsWith("List")
                && object.get("items") != null
                && object.get("items").isArray()) {
            int i = 0;
            for (JsonNode item : object.get("items")) {
                inheritKind(item, kind, apiVersion);
                read(document, at + (at.isEmpty() ? "" : ".") + "items[" + i++ + "]", item, readings);
            }
        } else {
            String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
            Known known = KINDS.get(kind + "." + group);
            readings.add(
                    known == null
                            ? new Reading.PassedOver(line, kind)
                            : readKnown(document, at, line, known, apiVersion, object));
        }
    }

    /** Items of a typed list, such as ServiceList, need not repeat what they are. */
    private static void inheritKind(JsonNode item, String listKind, String apiVersion) {
        if (item instanceof ObjectNode object && !listKind.equals("List")) {
            if (!object.has("kind")) {
                object.put("kind", listKind.substring(0, listKind.length() - "List".length()));
            }
            if (!object.has("apiVersion")) {
                object.put("apiVersion", apiVersion);
            }
        }
    }

    private Reading readKnown(
            YamlDocument.Parsed document, String at, int line, Known known, String apiVersion, ObjectNode object) {
        ObjectKey key = key(known.kind(), object);
        try {
            String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
            if (!known.versions().contains(version)) {
                throw Refusal.of("apiVersion", apiVersion, known.apiVersions());
            }
            if (key == null || !NAME.matcher(key.name()).matches()) {
                throw Refusal.of("metadata.name", key == null ? null : key.name(), "a name like web-svc");
            }
            if (!key.namespace().isEmpty() && !NAME.matcher(key.namespace()).matches()) {
                throw Refusal.of("metadata.namespace", key.namespace(), "a name like emojivoto");
            }
            Findings findings = new Findings();
            List<String> unknown = new ArrayList<>();
            Fact fact = fact(key, object, findings, unknown);
            return new Reading.Taken(
                    line,
                    fact,
                    object.toString(),
                    findings.all().stream()
                            .map(finding -> new Remark(lineOf(document, at, finding.field()), finding.reason()))
                            .toList(),
                    unknown.stream()
                            .map(field -> new Remark(lineOf(document, at, field), field))
                            .toList());
        } catch (Refusal e) {
            return new Reading.Refused(
                    lineOf(document, at, e.field()),
                    key,
                    known.kind(),
                    key == null ? "a " + known.kind().text() : key.toString(),
                    String.valueOf(e.getMessage()));
        }
    }

    private static int lineOf(YamlDocument.Parsed document, String at, String field) {
        return document.lineOf(at.isEmpty() || field.isEmpty() ? at + field : at + "." + field);
    }

    private static @Nullable ObjectKey key(ObjectKey.Kind kind, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        String name = text(metadata, "name");
        if (name == null) {
            return null;
        }
        String namespace = text(metadata, "namespace");
        return new ObjectKey(
                kind,
                !kind.namespaced() ? "" : namespace == null || namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace,
                name);
    }

    private static @Nullable String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
    }

    /**
     * Reads what is known to be an object of this key.
     *
     * @param unknown takes the fields that no object of its kind has
     * @throws Refusal when it can't be taken
     */
    Fact fact(ObjectKey key, ObjectNode object, Findings findings, List<String> unknown) {
        if (key.kind() == ObjectKey.Kind.SERVICE_PROFILE) {
            ProfileSpec.Whole profile = ModelMapper.readStrictly(object, ProfileSpec.Whole.class);
            return ProfileConversion.convert(key.namespace(), key.name(), profile.spec(), config.clusterDomain());
        }
        return switch (key.kind()) {
            case NAMESPACE -> {
                ObjectMeta metadata =
                        ModelMapper.read(object, Namespace.class, unknown).getMetadata();
                yield new Fact.NamespaceFact(key.name(), Fields.portList(metadata, Names.OPAQUE_PORTS, findings));
            }
            case NODE -> {
                String zone = Fields.label(
                        ModelMapper.read(object, Node.class, unknown).getMetadata(), Names.ZONE);
                yield new Fact.NodeFact(key.name(), zone == null ? "" : zone);
            }
            case SERVICE_ACCOUNT -> {
                ServiceAccount account = ModelMapper.read(object, ServiceAccount.class, unknown);
                yield new Fact.ServiceAccountFact(
                        key.namespace(), account.getMetadata().getName());
            }
            case SERVICE -> {
                Service service = ModelMapper.read(object, Service.class, unknown);
                service.getMetadata().setNamespace(key.namespace());
                yield ServiceConversion.convert(service, findings);
            }
            case ENDPOINT_SLICE -> {
                EndpointSlice slice = ModelMapper.read(object, EndpointSlice.class, unknown);
                slice.getMetadata().setNamespace(key.namespace());
                yield SliceConversion.convert(slice);
            }
            case POD -> {
                Pod pod = ModelMapper.read(object, Pod.class, unknown);
                pod.getMetadata().setNamespace(key.namespace());
                yield PodConversion.convert(pod, findings);
            }
            case REPLICA_SET -> owner(key, ModelMapper.read(object, ReplicaSet.class, unknown));
            case JOB -> owner(key, ModelMapper.read(object, Job.class, unknown));
            case SERVER -> {
                ServerSpec.Whole server = ModelMapper.read(object, ServerSpec.Whole.class, unknown);
                yield ServerConversion.convert(metadata(key, server.metadata()), server.spec());
            }
            case EXTERNAL_WORKLOAD -> {
                ExternalWorkloadSpec.Whole workload =
                        ModelMapper.read(object, ExternalWorkloadSpec.Whole.class, unknown);
                yield ExternalWorkloadConversion.convert(metadata(key, workload.metadata()), workload.spec(), findings);
            }
            case HTTP_ROUTE, POLICY_HTTP_ROUTE -> {
                HttpRouteSpec.Whole route = ModelMapper.read(object, HttpRouteSpec.Whole.class, unknown);
                yield HttpRouteConversion.convert(key, metadata(key, route.metadata()), route.spec(), findings);
            }
            case GRPC_ROUTE -> {
                GrpcRouteSpec.Whole route = ModelMapper.read(object, GrpcRouteSpec.Whole.class, unknown);
                yield GrpcRouteConversion.convert(key, metadata(key, route.metadata()), route.spec(), findings);
            }
            case SERVICE_PROFILE -> throw new IllegalStateException("read above");
        };
    }

    private static Fact owner(ObjectKey key, HasMetadata object) {
        return OwnerConversion.convert(key.kind(), metadata(key, object.getMetadata()));
    }

    private static ObjectMeta metadata(ObjectKey key, @Nullable ObjectMeta written) {
        ObjectMeta metadata = written == null ? new ObjectMeta() : written;
        metadata.setNamespace(key.namespace());
        metadata.setName(key.name());
        return metadata;
    }
}
