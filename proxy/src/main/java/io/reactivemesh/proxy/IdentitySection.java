package io.reactivemesh.proxy;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Variables about who this proxy is. All or none of them: what is missing from a started set is a problem. */
final class IdentitySection {

    private static final Backoff SPIRE_BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 0.1);

    /** The reference puts the prefix twice before this one. */
    private static final String SPIRE_BACKOFF_NAME = EnvReader.PREFIX + "IDENTITY_SPIRE_EXP_BACKOFF";

    private static final List<String> MEMBERS = List.of(
            "IDENTITY_SVC_ADDR",
            "IDENTITY_SVC_NAME",
            "IDENTITY_TRUST_ANCHORS",
            "IDENTITY_LOCAL_NAME",
            "IDENTITY_SERVER_ID",
            "IDENTITY_SERVER_NAME",
            "IDENTITY_DIR",
            "IDENTITY_TOKEN_FILE",
            "IDENTITY_SPIRE_WORKLOAD_API_ADDRESS",
            "IDENTITY_SPIRE_SOCKET");

    private final EnvReader env;

    IdentitySection(EnvReader env) {
        this.env = env;
    }

    @Nullable
    Identity identity() {
        if (!env.text("IDENTITY_DISABLED", "").isEmpty()) {
            env.problem(
                    "IDENTITY_DISABLED",
                    "is no longer supported (expected: not set; " + EnvReader.OWN_PREFIX
                            + "IDENTITY_DISABLED=true runs without mesh TLS)");
        }
        boolean disabled = Boolean.TRUE.equals(env.own("IDENTITY_DISABLED", Grammar::bool));
        if (disabled) {
            return null;
        }
        if (MEMBERS.stream().noneMatch(env::has)) {
            env.warn("IDENTITY_*", "not set, running without mesh TLS");
            return null;
        }
        return configured();
    }

    private @Nullable Identity configured() {
        String spire = env.text("IDENTITY_SPIRE_WORKLOAD_API_ADDRESS", env.text("IDENTITY_SPIRE_SOCKET", ""));
        boolean agent = !spire.isEmpty();
        String anchors = required("IDENTITY_TRUST_ANCHORS", IdentitySection::pem);
        String localName = env.optional("IDENTITY_LOCAL_NAME", IdentitySection::dnsName);
        String id = localName != null ? localName : required("IDENTITY_SERVER_ID", IdentitySection::name);
        String serverName = localName != null ? localName : required("IDENTITY_SERVER_NAME", IdentitySection::dnsName);
        checkId(agent, id, serverName);
        ControlAddress address = agent ? null : new DestinationSection(env).address("IDENTITY_SVC");
        if (!agent && !env.has("IDENTITY_SVC_ADDR")) {
            env.problem("IDENTITY_SVC_ADDR", "not set (expected: host:port)");
        }
        Path directory = agent ? null : required("IDENTITY_DIR", IdentitySection::directory);
        Path token = agent ? null : required("IDENTITY_TOKEN_FILE", IdentitySection::token);
        Backoff backoff = SideSection.backoff(env, SPIRE_BACKOFF_NAME, SPIRE_BACKOFF);
        Duration min = env.value("IDENTITY_MIN_REFRESH", Duration.ofSeconds(10), Grammar::duration);
        Duration max = env.value("IDENTITY_MAX_REFRESH", Duration.ofDays(1), Grammar::duration);
        if (anchors == null || id == null || serverName == null) {
            return null;
        }
        String socket = agent ? (spire.startsWith("unix:") ? spire.substring(5) : spire) : null;
        return new Identity(address, anchors, id, serverName, directory, token, socket, backoff, min, max);
    }

    private void checkId(boolean agent, @Nullable String id, @Nullable String serverName) {
        if (id == null || serverName == null) {
            return;
        }
        if (agent && !id.startsWith("spiffe://")) {
            env.problem("IDENTITY_SERVER_ID", "'" + id + "' (expected: spiffe://…, as a SPIFFE agent certifies)");
        }
        if (!agent && !id.equalsIgnoreCase(serverName)) {
            env.problem("IDENTITY_SERVER_ID", "'" + id + "' (expected: the same as IDENTITY_SERVER_NAME)");
        }
    }

    private <T> @Nullable T required(String name, java.util.function.Function<String, T> parse) {
        if (!env.has(name)) {
            env.problem(name, "not set (expected: a value, as other IDENTITY_ variables are set)");
            return null;
        }
        return env.optional(name, parse);
    }

    /** A DNS name; a URI is none. */
    static String dnsName(String text) {
        if (!Addresses.isDnsName(text)) {
            throw new IllegalArgumentException("a DNS name");
        }
        return text;
    }

    /** A DNS name or a SPIFFE URI. */
    static String name(String text) {
        if (!text.startsWith("spiffe://") && !Addresses.isDnsName(text)) {
            throw new IllegalArgumentException("a DNS name or a spiffe:// URI");
        }
        return text;
    }

    private static String pem(String text) {
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            throw new IllegalArgumentException("certificates in PEM form");
        }
        return text;
    }

    private static Path directory(String text) {
        Path path = Path.of(text);
        if (!Files.isReadable(path.resolve("key.p8")) || !Files.isReadable(path.resolve("csr.der"))) {
            throw new IllegalArgumentException("a directory with key.p8 and csr.der");
        }
        return path;
    }

    private static Path token(String text) {
        Path path = Path.of(text);
        try {
            if (Files.size(path) > 0 && Files.isReadable(path)) {
                return path;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a readable file that is not empty", e);
        }
        throw new IllegalArgumentException("a readable file that is not empty");
    }
}
