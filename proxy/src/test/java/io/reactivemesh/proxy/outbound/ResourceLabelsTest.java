package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.ResourceRef;
import org.junit.jupiter.api.Test;

class ResourceLabelsTest {

    @Test
    void aServiceIsNamedAsSuch() {
        assertThat(ResourceLabels.parent(ResourceRef.of("web.emojivoto.svc.cluster.local:80"))
                        .text())
                .isEqualTo("parent_group=\"core\",parent_kind=\"Service\",parent_namespace=\"emojivoto\","
                        + "parent_name=\"web\",parent_port=\"80\",parent_section_name=\"\"");
    }

    @Test
    void aNameThatIsNoServiceKeepsItsName() {
        assertThat(ResourceLabels.backend(ResourceRef.of("example.com:443")).text())
                .isEqualTo("backend_group=\"\",backend_kind=\"default\",backend_namespace=\"\","
                        + "backend_name=\"example.com\",backend_port=\"443\",backend_section_name=\"\"");
    }

    @Test
    void whatNobodyHasMadeHasOnlyAName() {
        assertThat(ResourceLabels.route(ResourceRef.named("http")).text())
                .isEqualTo("route_group=\"\",route_kind=\"default\",route_namespace=\"\",route_name=\"http\"");
    }
}
