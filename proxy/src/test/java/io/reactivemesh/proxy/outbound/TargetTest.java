package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.ProfileUpdate;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {

    private static final InetSocketAddress ORIGINAL = new InetSocketAddress("10.96.0.10", 80);

    @Test
    void aServiceIsNamedAsSuch() {
        Target target = Target.of(FakeDiscovery.service("web.emojivoto.svc.cluster.local"), 80, ORIGINAL);

        assertThat(target.parent().asParent().text())
                .isEqualTo("parent_group=\"core\",parent_kind=\"Service\",parent_namespace=\"emojivoto\","
                        + "parent_name=\"web\",parent_port=\"80\",parent_section_name=\"\"");
        assertThat(target.route("http").asRoute().text())
                .isEqualTo("route_group=\"\",route_kind=\"default\",route_namespace=\"\",route_name=\"http\"");
    }

    @Test
    void aNameThatIsNoServiceKeepsItsName() {
        assertThat(ResourceRef.of("example.com:443").asBackend().text())
                .isEqualTo("backend_group=\"\",backend_kind=\"default\",backend_namespace=\"\","
                        + "backend_name=\"example.com\",backend_port=\"443\",backend_section_name=\"\"");
    }

    @Test
    void aDiscoveredEndpointAndAnAddressThatNobodyKnowsAreToldApart() {
        ProxyEndpoint pod = ProxyEndpoint.of(new InetSocketAddress("10.42.0.7", 8080));
        ProfileUpdate discovered = new ProfileUpdate.Profile(null, false, pod, List.of(), List.of(), null);

        assertThat(Target.of(discovered, 80, ORIGINAL).parent()).isEqualTo(ResourceRef.named("endpoint"));
        assertThat(Target.of(new ProfileUpdate.None(), 80, ORIGINAL).parent()).isEqualTo(ResourceRef.named("fallback"));
        assertThat(Target.of(new ProfileUpdate.None(), 80, null).parent()).isEqualTo(ResourceRef.UNKNOWN);
    }
}
