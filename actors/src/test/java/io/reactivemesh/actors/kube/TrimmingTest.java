package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reactivemesh.actors.kube.KubeObject.Content.Arrived;
import io.reactivemesh.actors.source.ObjectConversion;
import io.reactivemesh.actors.source.ObjectConversion.Converted;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is passed over while objects are parsed makes no difference. The objects are those of an API server, one of each kind. */
class TrimmingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final ObjectConversion conversion = new ObjectConversion(TranslationConfig.DEFAULT);

    static Stream<ObjectNode> objects() {
        try (InputStream in = Objects.requireNonNull(TrimmingTest.class.getResourceAsStream("/kube/objects.json"))) {
            return StreamSupport.stream(JSON.readTree(in).get("items").spliterator(), false)
                    .map(ObjectNode.class::cast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Resource resource(JsonNode object) {
        return Resource.ALL.stream()
                .filter(each -> each.kind().text().equals(object.get("kind").asText()))
                .filter(each -> each.group().isEmpty()
                        || object.get("apiVersion").asText().startsWith(each.group() + "/"))
                .findFirst()
                .orElseThrow();
    }

    private static KubeObject arrive(ObjectNode object) throws IOException {
        ObjectNode list = JSON.createObjectNode();
        list.putArray("items").add(object);
        return ObjectJson.readList(new ByteArrayInputStream(JSON.writeValueAsBytes(list)))
                .getItems()
                .getFirst();
    }

    /** What the API server leaves where only metadata is asked for. */
    private static ObjectNode asServed(ObjectNode object, Resource resource) {
        ObjectNode served = object.deepCopy();
        return resource.metadataOnly()
                ? served.put("kind", "PartialObjectMetadata")
                        .put("apiVersion", "meta.k8s.io/v1")
                        .retain("kind", "apiVersion", "metadata")
                : served;
    }

    @ParameterizedTest
    @MethodSource("objects")
    void leadsToTheSameFact(ObjectNode object) throws IOException {
        Resource resource = resource(object);
        KubeObject arrived = arrive(asServed(object, resource));
        ObjectKey key = arrived.key(resource.kind());

        Converted trimmed = conversion.convert(key, ((Arrived) arrived.content()).json());

        assertThat(trimmed)
                .isEqualTo(conversion.convert(key, object.deepCopy()))
                .isInstanceOfSatisfying(
                        Converted.Taken.class,
                        taken -> assertThat(taken.findings()).isEmpty());
    }

    @Test
    void everyKindIsReadAndShown() {
        Set<ObjectKey.Kind> read = Resource.ALL.stream().map(Resource::kind).collect(Collectors.toSet());
        Set<ObjectKey.Kind> shown =
                objects().map(object -> resource(object).kind()).collect(Collectors.toSet());

        assertThat(read).containsExactlyInAnyOrderElementsOf(Arrays.asList(ObjectKey.Kind.values()));
        assertThat(shown).isEqualTo(read);
    }

    @Test
    void passesOverMostOfAPod() throws IOException {
        ObjectNode pod = objects()
                .filter(object -> object.get("kind").asText().equals("Pod"))
                .findFirst()
                .orElseThrow();

        JsonNode trimmed = ((Arrived) arrive(pod).content()).json();

        assertThat(trimmed.toString().length()).isLessThan(pod.toString().length() / 2);
    }
}
