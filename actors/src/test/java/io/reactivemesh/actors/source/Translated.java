package io.reactivemesh.actors.source;

import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One manifest text, translated. */
final class Translated {
    final Folded folded = new Folded();
    private final ManifestPipeline pipeline;

    private Translated(TranslationConfig config) {
        this.pipeline = new ManifestPipeline(config, folded);
    }

    static Translated of(String yaml) {
        return of(TranslationConfig.DEFAULT, yaml);
    }

    static Translated of(TranslationConfig config, String yaml) {
        Translated translated = new Translated(config);
        translated.save("m.yaml", yaml);
        return translated;
    }

    /** Replaces a file; null deletes it. */
    void save(String file, @Nullable String yaml) {
        Map<String, @Nullable List<Reading>> changed = new HashMap<>();
        changed.put(file, yaml == null ? null : pipeline.read(file, yaml));
        pipeline.apply("save", changed);
    }

    /** {@code namespace/name}. */
    ServiceDocument service(String id) {
        int slash = id.indexOf('/');
        ServiceId key = new ServiceId(id.substring(0, slash), id.substring(slash + 1));
        return folded.services.getOrDefault(key, ServiceDocument.absent(key));
    }

    @Nullable
    Member member(String service, String ip) {
        return service(service).members().get(IpAddress.parse(ip));
    }

    /** {@code namespace/name}. */
    WorkloadFacts pod(String id) {
        int slash = id.indexOf('/');
        WorkloadId key = new WorkloadId(WorkloadId.Kind.POD, id.substring(0, slash), id.substring(slash + 1));
        return Objects.requireNonNull(
                Objects.requireNonNull(folded.workloads.get(key), id).facts(), id);
    }

    /** Owners of an IP, in words. */
    List<String> owners(String ip) {
        var document = folded.addresses.get(IpAddress.parse(ip));
        return document == null
                ? List.of()
                : document.owners().stream().map(Object::toString).toList();
    }

    /** {@code place object: reason} of all that routes name and is not there, in the order of the alphabet. */
    List<String> dangling() {
        return pipeline.dangling().stream()
                .map(each -> each.place() + " " + each.object() + ": " + each.reason())
                .sorted()
                .toList();
    }

    /** {@code place object: reason} of the last change. */
    List<String> refused() {
        return folded.last().quarantined().stream()
                .map(each -> each.place() + " " + each.object() + ": " + each.reason())
                .toList();
    }
}
