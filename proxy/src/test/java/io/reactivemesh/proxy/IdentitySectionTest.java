package io.reactivemesh.proxy;

import static io.reactivemesh.proxy.EnvironmentFixture.environment;
import static io.reactivemesh.proxy.EnvironmentFixture.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitySectionTest {

    private static final String ANCHORS = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

    @TempDir
    Path directory;

    @Test
    void readsACompleteIdentity() throws IOException {
        ProxyConfig config = ProxyConfig.parse(complete(), 1);

        ProxyConfig.Identity identity = Objects.requireNonNull(config.identity());
        assertThat(identity.id()).isEqualTo("web.ns.serviceaccount.identity.l5d.cluster.local");
        assertThat(identity.serverName()).isEqualTo(identity.id());
        assertThat(identity.address()).isEqualTo(new ControlAddress("id.test", 8080, "id.name"));
        assertThat(identity.minRefresh()).isEqualTo(Duration.ofSeconds(10));
        assertThat(identity.maxRefresh()).isEqualTo(Duration.ofHours(24));
        assertThat(Unbuilt.notices(config)).anyMatch(notice -> notice.startsWith("IDENTITY_*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SVC_ADDR", "SVC_NAME", "TRUST_ANCHORS", "DIR", "TOKEN_FILE"})
    void aStartedIdentityMustBeComplete(String missing) throws IOException {
        Map<String, String> environment = complete();
        environment.remove("LINKERD2_PROXY_IDENTITY_" + missing);

        assertThatThrownBy(() -> ProxyConfig.parse(environment, 1)).hasMessageContaining("IDENTITY_");
    }

    @Test
    void anEmptyTokenIsRefused() throws IOException {
        Map<String, String> environment = complete();
        Files.writeString(directory.resolve("token"), "");

        assertThatThrownBy(() -> ProxyConfig.parse(environment, 1)).hasMessageContaining("IDENTITY_TOKEN_FILE");
    }

    @Test
    void aSpiffeAgentReplacesServiceDirectoryAndToken() {
        ProxyConfig.Identity identity = Objects.requireNonNull(parse(
                        "IDENTITY_SPIRE_SOCKET", "unix:/run/agent.sock",
                        "IDENTITY_TRUST_ANCHORS", ANCHORS,
                        "IDENTITY_SERVER_ID", "spiffe://root/web",
                        "IDENTITY_SERVER_NAME", "web.test",
                        "LINKERD2_PROXY_IDENTITY_SPIRE_EXP_BACKOFF_MIN", "1s",
                        "LINKERD2_PROXY_IDENTITY_SPIRE_EXP_BACKOFF_MAX", "2s")
                .identity());

        assertThat(identity.spireSocket()).isEqualTo("/run/agent.sock");
        assertThat(identity.id()).isEqualTo("spiffe://root/web");
        assertThat(identity.spireBackoff().min()).isEqualTo(Duration.ofSeconds(1));
        assertThat(identity.address()).isNull();
    }

    @Test
    void aUriNeedsASpiffeAgent() throws IOException {
        Map<String, String> environment = complete();
        environment.remove("LINKERD2_PROXY_IDENTITY_LOCAL_NAME");
        environment.put("LINKERD2_PROXY_IDENTITY_SERVER_ID", "spiffe://root/web");
        environment.put("LINKERD2_PROXY_IDENTITY_SERVER_NAME", "web.test");

        assertThatThrownBy(() -> ProxyConfig.parse(environment, 1)).hasMessageContaining("IDENTITY_SERVER_ID");
    }

    @Test
    void ourOwnSwitchRunsWithoutIdentity() throws IOException {
        Map<String, String> environment = complete();
        environment.put("MESH_PROXY_IDENTITY_DISABLED", "true");

        ProxyConfig config = ProxyConfig.parse(environment, 1);

        assertThat(config.identity()).isNull();
        assertThat(config.warnings()).noneMatch(each -> each.contains("IDENTITY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "*", "a..b", "host:80", "spiffe://root/web", "", "-a"})
    void whatIsNotADnsNameIsRefused(String text) {
        assertThatThrownBy(() -> IdentitySection.dnsName(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web.ns.svc.cluster.local", "web.", "a-b.c_d", "X", "spiffe://root/web"})
    void namesAreDnsNamesOrUris(String text) {
        assertThat(IdentitySection.name(text)).isEqualTo(text);
    }

    private Map<String, String> complete() throws IOException {
        Files.writeString(directory.resolve("key.p8"), "k");
        Files.writeString(directory.resolve("csr.der"), "c");
        Files.writeString(directory.resolve("token"), "t");
        return environment(
                "IDENTITY_SVC_ADDR",
                "id.test:8080",
                "IDENTITY_SVC_NAME",
                "id.name",
                "IDENTITY_TRUST_ANCHORS",
                ANCHORS,
                "IDENTITY_LOCAL_NAME",
                "web.ns.serviceaccount.identity.l5d.cluster.local",
                "IDENTITY_DIR",
                directory.toString(),
                "IDENTITY_TOKEN_FILE",
                directory.resolve("token").toString());
    }
}
