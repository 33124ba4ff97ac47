package io.reactivemesh.ops.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reactivemesh.ops.kube.KubeApi;
import io.reactivemesh.ops.kube.KubeApi.Answer;
import io.reactivemesh.ops.kube.Tables;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The definitions on a real API server; which objects it takes and which it does not is in {@code src/test/resources/crds}. */
@Tag("kube")
class CustomResourcesKubeIT {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
    private static final Map<String, String> PLURALS = new TreeMap<>();
    private static final Map<String, Answer> APPLIED = new TreeMap<>();

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static KubeApi api;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static String namespace;

    @BeforeAll
    static void applyAll() {
        api = KubeApi.connect();
        namespace = api.createNamespace();
        for (ObjectNode definition : CustomResources.render(new InstallValues("linkerd", "reactive-mesh/cli test"))) {
            String name = definition.at("/metadata/name").asText();
            PLURALS.put(
                    definition.at("/spec/names/kind").asText(),
                    definition.at("/spec/names/plural").asText());
            APPLIED.put(name, api.apply(DEFINITIONS + name, definition));
        }
        CustomResources.NAMES.forEach(name -> api.await(DEFINITIONS + name, Answer::isEstablished));
    }

    @AfterAll
    static void removeNamespace() {
        if (namespace != null) {
            api.deleteNamespace(namespace);
            api.close();
        }
    }

    static List<String> names() {
        return CustomResources.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void isTakenWithoutAWordAndServed(String name) {
        Answer applied = Objects.requireNonNull(APPLIED.get(name));
        Answer now = api.get(DEFINITIONS + name);

        assertThat(applied.message()).isEmpty();
        assertThat(applied.warnings()).isEmpty();
        assertThat(now.condition("Established")).isEqualTo("True");
        assertThat(now.condition("NamesAccepted")).isEqualTo("True");
        assertThat(now.condition("NonStructuralSchema")).isNotEqualTo("True");
    }

    static Stream<Case> accepted() {
        return cases("accepted.yaml");
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void takes(Case row) {
        ObjectNode object = row.object(namespace);

        Answer made = api.create(path(object) + "?fieldValidation=Strict", object);
        api.delete(ownPath(object));

        assertThat(made.message()).isEmpty();
        assertThat(made.status()).isEqualTo(201);
        if (row.json().has("warns")) {
            assertThat(made.warnings())
                    .singleElement()
                    .asString()
                    .contains(row.json().get("warns").asText());
        } else {
            assertThat(made.warnings()).isEmpty();
        }
        row.json()
                .path("then")
                .properties()
                .forEach(expected -> assertThat(made.body().at(expected.getKey()))
                        .describedAs(expected.getKey())
                        .isEqualTo(expected.getValue()));
    }

    static Stream<Case> refused() {
        return cases("refused.yaml");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refuses(Case row) {
        ObjectNode object = row.object(namespace);

        Answer made = api.create(path(object) + "?fieldValidation=Strict", object);

        assertThat(made.status()).isBetween(400, 422);
        assertThat(made.message()).contains(row.json().get("says").asText());
    }

    static Stream<Case> read() {
        return accepted().filter(row -> row.json().path("reads").asBoolean());
    }

    @ParameterizedTest
    @MethodSource("read")
    void whatComesBackIsReadAsWhatWasWritten(Case row) {
        ObjectNode object = row.object(namespace);
        assertThat(api.create(path(object), object).status()).isEqualTo(201);

        ObjectNode stored = (ObjectNode) api.get(ownPath(object)).body();
        api.delete(ownPath(object));

        // As kubectl prints it: without the API server's bookkeeping.
        stored.withObjectProperty("metadata").remove("managedFields");
        Translated written = Translated.of(object, namespace);
        assertThat(written.refused()).isEmpty();
        assertThat(Translated.of(stored, namespace)).isEqualTo(written);
    }

    private static String path(JsonNode object) {
        return "/apis/" + object.get("apiVersion").asText() + "/namespaces/" + namespace + "/"
                + PLURALS.get(object.get("kind").asText());
    }

    private static String ownPath(JsonNode object) {
        return path(object) + "/" + object.at("/metadata/name").asText();
    }

    private static Stream<Case> cases(String file) {
        return StreamSupport.stream(Tables.rows("/crds/" + file).spliterator(), false)
                .map(Case::new);
    }

    /** A row of a table. */
    record Case(JsonNode json) {
        /** The object in a namespace, which is also what it means by {@code NAMESPACE}. */
        ObjectNode object(String namespace) {
            ObjectNode object = (ObjectNode) Tables.in(namespace, json.get("object"));
            object.withObjectProperty("metadata").put("namespace", namespace);
            return object;
        }

        @Override
        public String toString() {
            return json.get("because").asText();
        }
    }
}
