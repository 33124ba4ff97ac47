package io.reactivemesh.actors.faults;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An API server in another process, reached with the credentials of a kubeconfig. */
public final class RealBackend implements ApiBackend {
    private final HttpClient client;
    private final URI server;

    public RealBackend(Config config) {
        try {
            this.client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .sslContext(SSLUtils.sslContext(config))
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the credentials for " + config.getMasterUrl() + " can't be read", e);
        }
        this.server = URI.create(config.getMasterUrl());
    }

    @Override
    public Answer answer(Call call) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request(call), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    @Override
    public Watch watch(Call call) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request(call), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                return new Watch.Refused(
                        new Answer(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return new Watch.Granted(new Lines(response.body()));
    }

    /** API servers compact every five minutes, and at nobody's request. */
    @Override
    public boolean compact() {
        return false;
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(call.target()));
        if (call.accept() != null) {
            request.header("Accept", call.accept());
        }
        return request.build();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** Events as the API server writes them: one line each. */
    private static final class Lines implements Events {
        private final InputStream body;
        private final BufferedReader reader;
        private volatile boolean closed;

        private Lines(InputStream body) {
            this.body = body;
            this.reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable String next() throws IOException {
            try {
                return reader.readLine();
            } catch (IOException e) {
                if (closed) {
                    return null;
                }
                throw e;
            }
        }

        @Override
        public void close() {
            closed = true;
            try {
                body.close();
            } catch (IOException e) {
                // It was on its way out.
            }
        }
    }
}
