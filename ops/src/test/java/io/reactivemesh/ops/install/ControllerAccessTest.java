package io.reactivemesh.ops.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ControllerAccessTest {
    private final List<ObjectNode> objects = ControllerAccess.render(new InstallValues("mesh", "test"));

    @Test
    void bindsTheAccountOfTheNamespaceToTheRole() {
        JsonNode binding = object("ClusterRoleBinding");

        assertThat(object("Namespace").at("/metadata/name").asText()).isEqualTo("mesh");
        assertThat(object("ServiceAccount").at("/metadata/namespace").asText()).isEqualTo("mesh");
        assertThat(binding.at("/roleRef/name")).isEqualTo(object("ClusterRole").at("/metadata/name"));
        assertThat(binding.at("/subjects/0/name"))
                .isEqualTo(object("ServiceAccount").at("/metadata/name"));
        assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo("mesh");
    }

    @Test
    void twoInstallationsShareNothingClusterWide() {
        List<ObjectNode> other = ControllerAccess.render(new InstallValues("other", "test"));

        assertThat(objects)
                .extracting(object -> object.at("/metadata/name").asText())
                .doesNotContainAnyElementsOf(other.stream()
                        .filter(object -> !object.get("kind").asText().equals("ServiceAccount"))
                        .map(object -> object.at("/metadata/name").asText())
                        .toList());
    }

    @Test
    void theRoleOnlyReads() {
        assertThat(object("ClusterRole").get("rules")).isNotEmpty().allSatisfy(rule -> {
            assertThat(words(rule.get("verbs"))).containsExactlyInAnyOrder("list", "watch");
            assertThat(words(rule.get("resources"))).doesNotContain("*", "secrets", "configmaps");
            assertThat(words(rule.get("apiGroups"))).doesNotContain("*");
        });
    }

    @Test
    void refusesANamespaceThatCanNotBe() {
        assertThatThrownBy(() -> new InstallValues("a_b", "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("linkerd-namespace: 'a_b' (expected: letters, digits and -)");
    }

    private JsonNode object(String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> words(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
