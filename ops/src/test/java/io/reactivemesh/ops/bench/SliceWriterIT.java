package io.reactivemesh.ops.bench;

import static io.reactivemesh.ops.bench.ApiSocketIT.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes of slices, and when a watch has each of them. */
@Timeout(60)
class SliceWriterIT {
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices";

    private final LinkedBlockingQueue<String> stored = new LinkedBlockingQueue<>();

    @Test
    void tellsWhenAWriteBeganWasAcceptedAndWasHeardOf() throws Exception {
        try (FakeApiServer server = new FakeApiServer((request, out) -> {
                    if (request.line().startsWith("PUT")) {
                        // What watches are told of is stored before the writer has its answer.
                        stored.add("{\"type\":\"MODIFIED\"}");
                        say(out, "HTTP/1.1 200 OK~Content-Length: 2~~{}");
                    } else {
                        say(out, "HTTP/1.1 200 OK~~{\"type\":\"ADDED\"}~");
                        while (true) {
                            say(out, stored.take());
                        }
                    }
                });
                SliceWriter writer = new SliceWriter(server.config("t"))) {
            DiscoveryCluster.Written first = writer.write(slice("10.0.0.1"));
            DiscoveryCluster.Written second = writer.write(slice("10.0.0.2"));

            assertThat(server.requests())
                    .extracting(FakeApiServer.Request::line)
                    .containsExactly(
                            "GET " + SLICES + "?watch=true&fieldSelector=metadata.name%3Dweb-1 HTTP/1.1",
                            "PUT " + SLICES + "/web-1 HTTP/1.1",
                            "PUT " + SLICES + "/web-1 HTTP/1.1");
            assertThat(new ObjectMapper()
                            .readValue(server.requests().getLast().body(), EndpointSlice.class)
                            .getEndpoints()
                            .getFirst()
                            .getAddresses())
                    .containsExactly("10.0.0.2");
            assertThat(server.connections()).as("one to write, one to watch").isEqualTo(2);
            assertThat(first.accepted() - first.began()).isPositive();
            assertThat(first.told()).isPresent();
            assertThat(second.began() - first.accepted()).isPositive();
            assertThat(second.told().orElseThrow() - second.began()).isNotNegative();
        }
    }

    @Test
    void saysWhyAWriteWasRefused() throws Exception {
        try (FakeApiServer server = new FakeApiServer((request, out) -> say(
                        out,
                        request.line().startsWith("PUT")
                                ? "HTTP/1.1 404 Not Found~Content-Length: 7~~no such"
                                : "HTTP/1.1 200 OK~~{\"type\":\"ADDED\"}~"));
                SliceWriter writer = new SliceWriter(server.config("t"))) {
            assertThatThrownBy(() -> writer.write(slice("10.0.0.1")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("404 Not Found", "no such");
        }
    }

    private static EndpointSlice slice(String address) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-1")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(address)
                .endEndpoint()
                .build();
    }
}
