package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServicePlanTest {
    private static final ObjectMapper YAML = new YAMLMapper();

    @Test
    void itsOwnNamespaceKnowsItByTheShortestNameToo() throws IOException {
        ServicePlan web =
                Objects.requireNonNull(read("{metadata: {name: web, namespace: shop}, spec: {clusterIP: 10.96.0.7}}"));

        assertThat(web).isEqualTo(new ServicePlan("shop", "web", "10.96.0.7"));
        assertThat(web.names("shop")).containsExactly("web.shop.svc.cluster.local", "web.shop.svc", "web.shop", "web");
        assertThat(web.names("other")).containsExactly("web.shop.svc.cluster.local", "web.shop.svc", "web.shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{metadata: {name: web}, spec: {clusterIP: None}}",
                "{metadata: {name: web}, spec: {}}",
                "{metadata: {name: web}, spec: {type: ExternalName, externalName: example.com}}"
            })
    void aServiceWithoutAnAddressHasNoName(String service) throws IOException {
        assertThat(read(service)).isNull();
    }

    private static @Nullable ServicePlan read(String service) throws IOException {
        return ServicePlan.read(YAML.readTree(service));
    }
}
