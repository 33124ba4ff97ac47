package io.reactivemesh.actors.kube;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which API server, and as whom. Any thread. */
public final class KubernetesAccess {
    /** Where a pod finds the token and the certificate authority of its service account. */
    public static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private final Config config;
    private final String words;

    private KubernetesAccess(Config config, String words) {
        this.config = config;
        this.words = words;
    }

    /**
     * As the service account of the pod that we run in. The token is read anew for every request: kubelets exchange it.
     *
     * @param environment of the process: {@code KUBERNETES_SERVICE_HOST}, {@code KUBERNETES_SERVICE_PORT}
     * @param directory {@link #SERVICE_ACCOUNT}
     * @throws IllegalArgumentException when we are in no pod, or its token can't be read
     */
    public static KubernetesAccess inCluster(Map<String, String> environment, Path directory) {
        String host = environment.get("KUBERNETES_SERVICE_HOST");
        String port = environment.get("KUBERNETES_SERVICE_PORT");
        if (host == null || port == null) {
            throw new IllegalArgumentException(
                    "KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT: not set, so this is no pod (expected: a pod, or a kubeconfig file)");
        }
        Path token = directory.resolve("token");
        String server = "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        if (!Files.isReadable(token)) {
            throw new IllegalArgumentException(token + ": can't be read"
                    + " (expected: the token of the pod's service account; is automountServiceAccountToken off?)");
        }
        Path authority = directory.resolve("ca.crt");
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(server)
                .withCaCertFile(Files.isReadable(authority) ? authority.toString() : null)
                .withOauthTokenProvider(() -> read(token))
                .build();
        return new KubernetesAccess(config, server + " (in the cluster)");
    }

    private static String read(Path token) {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(token + ": can't be read", e);
        }
    }

    /**
     * As a kubeconfig file says.
     *
     * @param context null = the current one of the file
     * @throws IllegalArgumentException naming the file, the context, and what is wrong
     */
    public static KubernetesAccess kubeconfig(Path file, @Nullable String context) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(file + ": can't be read (expected: a kubeconfig file)");
        }
        Config config;
        try {
            config = Config.fromKubeconfig(context, file.toFile());
        } catch (RuntimeException e) {
            // Of the client, or of the parsers that it uses.
            throw new IllegalArgumentException(file + ": is no kubeconfig file: " + innermost(e), e);
        }
        NamedContext chosen = config.getCurrentContext();
        if (chosen == null || (context != null && !context.equals(chosen.getName()))) {
            throw new IllegalArgumentException(file + ": "
                    + (context == null ? "no current context" : "no context '" + context + "'")
                    + " (expected: one of "
                    + config.getContexts().stream()
                            .map(NamedContext::getName)
                            .sorted()
                            .toList()
                    + (context == null ? "; name it with --context, or kubectl config use-context)" : ")"));
        }
        keyAlgorithm(file, config);
        tokenFile(file, chosen.getContext().getUser(), config);
        return new KubernetesAccess(
                config, config.getMasterUrl() + " (context " + chosen.getName() + " of " + file + ")");
    }

    /** The client does not know {@code tokenFile}, whose content is exchanged as that of pods is. */
    private static void tokenFile(Path file, String user, Config config) {
        KubeConfigUtils.parseConfig(file.toFile()).getUsers().stream()
                .filter(each -> each.getName().equals(user) && each.getUser() != null)
                .map(each -> each.getUser().getTokenFile())
                .filter(token -> token != null && !token.isEmpty())
                .findFirst()
                .ifPresent(token -> {
                    Path path = file.resolveSibling(token);
                    config.setOauthTokenProvider(() -> read(path));
                });
    }

    /** The client takes every PKCS#8 key for an RSA one; the certificate knows. */
    private static void keyAlgorithm(Path file, Config config) {
        String data = config.getClientCertData();
        String certificate = config.getClientCertFile();
        if (data == null && certificate == null) {
            return;
        }
        try (InputStream pem = data != null
                ? new ByteArrayInputStream(Base64.getDecoder().decode(data))
                : Files.newInputStream(Path.of(certificate))) {
            config.setClientKeyAlgo(CertificateFactory.getInstance("X.509")
                    .generateCertificate(pem)
                    .getPublicKey()
                    .getAlgorithm());
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + ": the client certificate can't be read: " + innermost(e) + " (expected: PEM)", e);
        }
    }

    private static String innermost(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    /** As a client configuration says. */
    public static KubernetesAccess of(Config config) {
        return new KubernetesAccess(config, config.getMasterUrl());
    }

    /** {@code https://10.96.0.1:443 (context kind of /home/me/.kube/config)}. */
    @Override
    public String toString() {
        return words;
    }

    /**
     * A client of the whole API, for whatever else has to be done; the caller closes it.
     *
     * @throws IllegalArgumentException when the certificates or keys can't be used
     */
    public KubernetesClient client() {
        return build(config, new JdkHttpClientFactory());
    }

    /**
     * A client that tries nothing again by itself. Answers are handed on by its one thread, at once: whoever takes them must not block it, nor
     * keep it for long.
     *
     * @param timeout longest wait for a connection
     */
    KubernetesClient impatient(Duration timeout) {
        Config impatient = new ConfigBuilder(config)
                .withRequestRetryBackoffLimit(0)
                .withConnectionTimeout(Math.toIntExact(timeout.toMillis()))
                // One connection for each watch: over a shared one, a new watch would be stuck with the old ones.
                .withHttp2Disable(true)
                .build();
        return build(impatient, new JdkHttpClientFactory() {
            @Override
            protected void additionalConfig(HttpClient.Builder builder) {
                // No thread between the socket and the watch: waking one costs more than what it would do.
                builder.executor(Runnable::run);
            }
        });
    }

    private KubernetesClient build(Config with, JdkHttpClientFactory factory) {
        try {
            return new KubernetesClientBuilder()
                    .withConfig(with)
                    .withHttpClientFactory(factory)
                    .build();
        } catch (KubernetesClientException e) {
            throw new IllegalArgumentException(
                    words + ": the certificates or keys can't be used: " + innermost(e) + " (expected: PEM)", e);
        }
    }
}
