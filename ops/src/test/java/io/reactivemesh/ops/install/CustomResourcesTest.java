package io.reactivemesh.ops.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class CustomResourcesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InstallValues VALUES = new InstallValues("mesh", "reactive-mesh/cli 1.2.3");

    /** Above this size {@code kubectl apply} can't keep what was applied in an annotation, and refuses. */
    private static final int APPLY_LIMIT_BYTES = 256 * 1024;

    @Test
    void thereIsOneForEachFile() throws IOException {
        List<String> files;
        try (Stream<Path> folder = Files.list(Path.of("deploy/crds"))) {
            files = folder.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .toList();
        }

        assertThat(CustomResources.NAMES)
                .containsExactlyInAnyOrderElementsOf(files)
                .isSorted();
        assertThat(CustomResources.render(VALUES))
                .extracting(CustomResourcesTest::name)
                .containsExactlyElementsOf(files.stream().sorted().toList());
    }

    /** The facts that other tools go by, in Linkerd's words. (D) = deprecated, * = stored, s = with a status of its own. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "authorizationpolicies.policy.linkerd.io | AuthorizationPolicy | authzpolicy | '' | v1alpha1* | ''",
                "egressnetworks.policy.linkerd.io | EgressNetwork | '' | policy | v1alpha1*s | ''",
                "externalworkloads.workload.linkerd.io | ExternalWorkload | '' | external | v1alpha1 v1beta1*s | Identity Age",
                "httplocalratelimitpolicies.policy.linkerd.io | HTTPLocalRateLimitPolicy | '' | '' | v1alpha1*s | Target_kind Target_name Total_RPS Identity_RPS",
                "httproutes.policy.linkerd.io | HTTPRoute | '' | '' | v1alpha1s v1beta1s v1beta2s v1beta3*s | Hostnames Age",
                "meshtlsauthentications.policy.linkerd.io | MeshTLSAuthentication | meshtlsauthn | '' | v1alpha1* | ''",
                "networkauthentications.policy.linkerd.io | NetworkAuthentication | netauthn networkauthn | '' | v1alpha1* | ''",
                "serverauthorizations.policy.linkerd.io | ServerAuthorization | saz serverauthz srvauthz | '' | v1alpha1(D) v1beta1* | Server",
                "servers.policy.linkerd.io | Server | srv | '' | v1alpha1(D) v1beta1(D) v1beta2 v1beta3* | Port Protocol Access_Policy",
                "serviceprofiles.linkerd.io | ServiceProfile | sp | '' | v1alpha1 v1alpha2* | ''",
            })
    void isNamedAndServedAsLinkerdDoes(
            String name, String kind, String shortNames, String categories, String versions, String columns) {
        JsonNode spec = definition(name).get("spec");
        JsonNode names = spec.get("names");

        assertThat(name)
                .isEqualTo(
                        names.get("plural").asText() + "." + spec.get("group").asText());
        assertThat(names.get("kind").asText()).isEqualTo(kind);
        assertThat(spec.get("scope").asText()).isEqualTo("Namespaced");
        assertThat(words(names.path("shortNames"))).isEqualTo(shortNames);
        assertThat(words(names.path("categories"))).isEqualTo(categories);
        assertThat(each(spec.get("versions")).map(CustomResourcesTest::version)).containsExactly(versions.split(" "));
        assertThat(each(stored(spec).path("additionalPrinterColumns"))
                        .map(column -> column.get("name").asText().replace(' ', '_')))
                .containsExactly(columns.isEmpty() ? new String[0] : columns.split(" "));
    }

    @Test
    void saysWhoseItIsAndWhoMadeIt() {
        assertThat(CustomResources.render(VALUES)).allSatisfy(definition -> {
            JsonNode metadata = definition.get("metadata");
            assertThat(metadata.get("labels").get("linkerd.io/control-plane-ns").asText())
                    .isEqualTo("mesh");
            assertThat(metadata.get("annotations").get("linkerd.io/created-by").asText())
                    .isEqualTo("reactive-mesh/cli 1.2.3");
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPrintedReadsAsWhatWasMeant(ManifestFormat format) {
        List<ObjectNode> definitions = CustomResources.render(VALUES);

        String printed = format.print(definitions);

        assertThat(documents(printed, format)).isEqualTo(List.<JsonNode>copyOf(definitions));
    }

    @Test
    void fitsIntoWhatKubectlCanApply() {
        assertThat(CustomResources.render(VALUES))
                .allSatisfy(definition -> assertThat(definition.toString().getBytes(StandardCharsets.UTF_8))
                        .hasSizeLessThan(APPLY_LIMIT_BYTES));
    }

    private static List<JsonNode> documents(String printed, ManifestFormat format) {
        List<JsonNode> documents = new ArrayList<>();
        switch (format) {
            case YAML ->
                new Load(LoadSettings.builder().build())
                        .loadAllFromString(printed)
                        .forEach(document -> documents.add(JSON.valueToTree(document)));
            case JSON ->
                printed.lines().forEach(line -> {
                    try {
                        documents.add(JSON.readTree(line));
                    } catch (IOException e) {
                        throw new AssertionError(line, e);
                    }
                });
        }
        return documents;
    }

    private static JsonNode definition(String name) {
        return CustomResources.render(VALUES).stream()
                .filter(definition -> name(definition).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String name(JsonNode definition) {
        return definition.get("metadata").get("name").asText();
    }

    private static String version(JsonNode version) {
        return version.get("name").asText()
                + (version.get("storage").asBoolean() ? "*" : "")
                + (version.path("deprecated").asBoolean() ? "(D)" : "")
                + (version.path("subresources").has("status") ? "s" : "");
    }

    private static JsonNode stored(JsonNode spec) {
        return each(spec.get("versions"))
                .filter(version -> version.get("storage").asBoolean())
                .findFirst()
                .orElseThrow();
    }

    private static String words(JsonNode array) {
        return String.join(" ", each(array).map(JsonNode::asText).toList());
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
