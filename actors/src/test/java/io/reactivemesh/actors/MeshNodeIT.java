package io.reactivemesh.actors;

import static io.reactivemesh.actors.Documents.WEB;
import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.discovery.model.EndpointSet;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshNodeIT {
    @TempDir
    Path directory;

    @Test
    void answersFromTheLogBeforeTheSourceHasListedAgain() {
        ScriptedSource first = new ScriptedSource();
        try (MeshNode node = MeshNode.start(MeshNodeConfig.inDirectory(directory), first)) {
            Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80);
            first.list(web(pod("10.0.0.1", "web-1"), pod("10.0.0.2", "web-2")));
            web.awaitAddresses("10.0.0.1:8080", "10.0.0.2:8080");
            first.edit(web(pod("10.0.0.2", "web-2")));
            web.awaitAddresses("10.0.0.2:8080");
        }

        ScriptedSource silent = new ScriptedSource();
        try (MeshNode node = MeshNode.start(MeshNodeConfig.inDirectory(directory), silent)) {
            Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80);
            web.awaitAddresses("10.0.0.2:8080");

            assertThat(web.seen()).hasSize(1);
        }
    }
}
