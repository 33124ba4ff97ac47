package io.reactivemesh.actors.faults;

import io.reactivemesh.actors.kube.ApiServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In bulk, on fabric8's mock. */
final class MockedTwoSourcesIT extends TwoSourcesContract {
    private static final int SEQUENCES = 200;

    @Test
    void everyStreamSaysTheSame() throws IOException {
        try (ApiServer server = ApiServer.mock()) {
            everyStreamSaysTheSame(SEQUENCES, server, List.of("red", "blue"), List.of("near", "far"));
        }
    }
}
