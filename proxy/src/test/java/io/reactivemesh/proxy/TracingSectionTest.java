package io.reactivemesh.proxy;

import static io.reactivemesh.proxy.EnvironmentFixture.environment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingSectionTest {

    @TempDir
    Path directory;

    private static Map<String, String> traced(String... pairs) {
        Map<String, String> environment = environment(pairs);
        environment.put("LINKERD2_PROXY_TRACE_COLLECTOR_SVC_ADDR", "127.0.0.1:4317");
        return environment;
    }

    private static Map<String, String> resource(Map<String, String> environment) {
        return Objects.requireNonNull(ProxyConfig.parse(environment, 1).tracing())
                .resource();
    }

    @Test
    void withoutACollectorThereIsNoTracing() {
        assertThat(ProxyConfig.parse(environment("TRACE_SERVICE_NAME", "web"), 1)
                        .tracing())
                .isNull();
    }

    @Test
    void aCollectorThatIsNotOnLoopbackNeedsAName() {
        assertThatThrownBy(() -> EnvironmentFixture.parse("TRACE_COLLECTOR_SVC_ADDR", "collector.ns.svc:4317"))
                .hasMessageContaining("LINKERD2_PROXY_TRACE_COLLECTOR_SVC_NAME");
    }

    @Test
    void laterAttributesWinOverEarlierOnes() throws IOException {
        Path labels = Files.writeString(directory.resolve("labels"), "app=\"web\"\nv=\"labels\"\nx=\"labels\"\n");
        Map<String, String> environment = traced(
                "TRACE_SERVICE_NAME", "web",
                "TRACE_ATTRIBUTES_PATH", labels.toString(),
                "TRACE_EXTRA_ATTRIBUTES", "x=extra\ny=extra\n");
        environment.put("HOSTNAME", "web-1");
        environment.put("OTEL_RESOURCE_ATTRIBUTES", "y=otel\nk8s.pod.name=a=b,c");

        assertThat(resource(environment))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "host.name", "web-1",
                        "service.name", "web",
                        "app", "web",
                        "v", "labels",
                        "x", "extra",
                        "y", "otel",
                        "k8s.pod.name", "a=b,c"));
    }

    @Test
    void theServiceNameIsTheFirstToBeOverruled() {
        Map<String, String> environment = traced("TRACE_SERVICE_NAME", "web");
        environment.put("OTEL_RESOURCE_ATTRIBUTES", "service.name=other");

        assertThat(resource(environment)).containsEntry("service.name", "other");
    }

    @Test
    void labelsThatCannotBeReadAreSaidAndLeftOut() {
        ProxyConfig config = ProxyConfig.parse(
                traced("TRACE_ATTRIBUTES_PATH", directory.resolve("none").toString()), 1);

        assertThat(config.tracing()).isNotNull();
        assertThat(config.warnings()).anyMatch(warning -> warning.contains("TRACE_ATTRIBUTES_PATH"));
    }
}
