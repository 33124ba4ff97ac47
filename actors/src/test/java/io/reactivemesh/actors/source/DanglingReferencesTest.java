package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Routes that name Services, or ports of them, that are not there. */
class DanglingReferencesTest {
    private static final String SERVICE = """
            {apiVersion: v1, kind: Service, metadata: {name: %s, namespace: red},
             spec: {clusterIP: %s, type: %s, externalName: example.com, ports: [{name: a, port: 8080}, {name: b, port: 9090}]}}
            """;

    private final Logger log = (Logger) LoggerFactory.getLogger("io.reactivemesh.actors.translate.DanglingReferences");
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Translated translated = Translated.of(TranslationConfig.DEFAULT, "");

    @BeforeEach
    void listen() {
        said.start();
        log.setLevel(Level.INFO);
        log.addAppender(said);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(said);
        log.setLevel(null);
    }

    private static String service(String name) {
        return SERVICE.formatted(name, "10.96.0.1", "ClusterIP");
    }

    private static String route(String kind, String parent, String backend) {
        return """
                {apiVersion: gateway.networking.k8s.io/v1, kind: %s, metadata: {name: r, namespace: red},
                 spec: {parentRefs: [{group: gateway.example.com, kind: Gateway, name: g},
                                     {group: core, kind: Service, %s}],
                        rules: [{backendRefs: [{name: web, port: 8080}, {%s}]}]}}
                """.formatted(kind, parent, backend);
    }

    /** {@code LEVEL: reason} of what the log was told. */
    private List<String> said() {
        return said.list.stream()
                .map(event -> event.getLevel() + ": "
                        + event.getKeyValuePairs().stream()
                                .filter(pair -> pair.key.equals("reason"))
                                .map(pair -> String.valueOf(pair.value))
                                .findFirst()
                                .orElse(event.getMessage()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    all is there                   | name: web, port: 8080 | name: web, port: 9090  | -
                    all ports of a parent          | name: web             | name: web, port: 9090  | -
                    no such parent                 | name: voting          | name: web, port: 9090  | spec.parentRefs[1]: Service red/voting does not exist; the route attaches to nothing there
                    none in that namespace         | name: web, namespace: blue | name: web, port: 9090 | spec.parentRefs[1]: Service blue/web does not exist; the route attaches to nothing there
                    no such port of the parent     | name: web, port: 80   | name: web, port: 9090  | spec.parentRefs[1].port 80: Service red/web has ports 8080, 9090; the route attaches to nothing there
                    a parent without cluster IP    | name: headless        | name: web, port: 9090  | spec.parentRefs[1]: Service red/headless has no cluster IP; the route attaches to nothing there
                    no such backend                | name: web             | name: voting, port: 80 | spec.rules[0].backendRefs[1]: Service red/voting does not exist; requests for it fail
                    no such port of the backend    | name: web             | name: web, port: 80    | spec.rules[0].backendRefs[1].port 80: Service red/web has ports 8080, 9090; requests go to that port of its pods
                    a headless backend             | name: web             | name: headless, port: 8080 | -
                    a backend that is a name       | name: web             | name: external, port: 1 | -
                    """)
    void areTold(String because, String parent, String backend, String reason) {
        String services = service("web")
                + "---\n" + SERVICE.formatted("headless", "None", "ClusterIP")
                + "---\n" + SERVICE.formatted("external", "\"\"", "ExternalName");
        translated.save("services.yaml", services);

        for (String kind : List.of("HTTPRoute", "GRPCRoute")) {
            translated.save("route.yaml", route(kind, parent, backend));

            assertThat(translated.dangling())
                    .as("%s of a %s", because, kind)
                    .isEqualTo(reason == null ? List.of() : List.of("route.yaml:1 " + kind + " red/r: " + reason));
        }
        assertThat(said()).isEqualTo(reason == null ? List.of() : List.of("WARN: " + reason, "WARN: " + reason));
    }

    @Test
    void areToldOnceAsLongAsTheyAre() {
        translated.save("services.yaml", service("web"));
        translated.save("route.yaml", route("HTTPRoute", "name: web", "name: voting, port: 80"));
        translated.save("route.yaml", route("HTTPRoute", "name: web", "name: voting, port: 80, weight: 2"));
        translated.save("services.yaml", service("web").replace("8080", "8081"));
        translated.save("services.yaml", service("web"));

        assertThat(said())
                .containsExactly(
                        "WARN: spec.rules[0].backendRefs[1]: Service red/voting does not exist; requests for it fail",
                        "WARN: spec.rules[0].backendRefs[0].port 8080: Service red/web has ports 8081, 9090; requests go"
                                + " to that port of its pods");
        assertThat(translated.dangling()).hasSize(1);
    }

    @Test
    void areNoMoreWhenTheServiceAppears() {
        translated.save("route.yaml", route("HTTPRoute", "name: web", "name: web, port: 9090"));
        assertThat(translated.dangling()).hasSize(3);

        translated.save("services.yaml", service("web"));

        assertThat(translated.dangling()).isEmpty();
        assertThat(said.list).last().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.INFO);
            assertThat(event.getMessage()).isEqualTo("all that the route names is there now");
        });
    }

    @Test
    void areWhenTheServiceGoes() {
        translated.save("services.yaml", service("web"));
        translated.save("route.yaml", route("HTTPRoute", "name: web", "name: web, port: 9090"));

        translated.save("services.yaml", null);

        assertThat(translated.dangling()).hasSize(3);
    }

    @Test
    void goWithTheRoute() {
        translated.save("route.yaml", route("HTTPRoute", "name: web", "name: web, port: 9090"));

        translated.save("route.yaml", null);

        assertThat(translated.dangling()).isEmpty();
        assertThat(said()).as("nothing is said of what is gone").hasSize(3);
    }
}
