package io.reactivemesh.actors;

import static io.reactivemesh.actors.Documents.WEB;
import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.service;
import static io.reactivemesh.actors.Documents.unready;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.ProfileSource.ProfileQuery;
import io.reactivemesh.discovery.port.Resolution;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node knows after it was away. */
class RestartIT {
    private static final ServiceId VOTING = new ServiceId("emojivoto", "voting");
    private static final IpAddress CLUSTER_IP = IpAddress.parse("10.96.0.1");

    @TempDir
    Path directory;

    @Test
    void closesLogsThatNobodyWritesToAndOpensThemForTheNextChange() {
        ScriptedSource source = new ScriptedSource();
        try (MeshNode node = MeshNode.start(
                        TestNodes.with(Map.of(
                                "reactive-mesh.journal.directory",
                                directory.toString(),
                                "reactive-mesh.entities.passivate-after",
                                "100ms")),
                        source);
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            source.list(web(pod("10.0.0.1", "web-1")), address());
            web.awaitAddresses("10.0.0.1:8080");
            Awaiting.until(node::status, status -> status.unrecordedChanges() == 0 && status.openLogs() == 0);

            source.edit(web(pod("10.0.0.2", "web-2")));
            web.awaitAddresses("10.0.0.2:8080");
            Awaiting.until(node::status, status -> status.unrecordedChanges() == 0 && status.openLogs() == 0);
        }

        try (MeshNode node = MeshNode.start(TestNodes.inDirectory(directory), new ScriptedSource());
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            web.awaitAddresses("10.0.0.2:8080");
        }
    }

    @Test
    void answersFromTheLogBeforeTheSourceHasListedAgain() {
        ScriptedSource first = new ScriptedSource();
        Resolution.Found<EndpointSet> before;
        try (MeshNode node = MeshNode.start(TestNodes.inDirectory(directory), first);
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            first.list(web(pod("10.0.0.1", "web-1"), pod("10.0.0.2", "web-2")), address());
            web.awaitAddresses("10.0.0.1:8080", "10.0.0.2:8080");
            first.edit(web(pod("10.0.0.2", "web-2")));
            before = web.awaitAddresses("10.0.0.2:8080");
        }

        ScriptedSource silent = new ScriptedSource();
        try (MeshNode node = MeshNode.start(TestNodes.inDirectory(directory), silent);
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80);
                Watching<ServiceProfile> profile = Watching.profile(
                        node, new ProfileQuery.ByAddress(new Address(CLUSTER_IP, 80), Caller.UNKNOWN))) {
            Resolution.Found<EndpointSet> after = web.awaitAddresses("10.0.0.2:8080");

            assertThat(web.seen()).as("nothing else was said before").hasSize(1);
            assertThat(after.revision()).as("revisions never go back").isGreaterThan(before.revision());
            assertThat(profile.awaitFound().value().fullyQualifiedName()).isEqualTo("web.emojivoto.svc.cluster.local");
            assertThat(node.status().readiness()).isEqualTo(MeshNodeStatus.Readiness.WAITING_FOR_SOURCE);
        }
    }

    @Test
    void knowsWhatWentWhileItWasDown() throws Exception {
        ScriptedSource first = new ScriptedSource();
        try (MeshNode node = MeshNode.start(TestNodes.inDirectory(directory), first)) {
            first.list(web(pod("10.0.0.1", "web-1")), service(VOTING, pod("10.0.0.3", "voting-1")));
            try (Watching<EndpointSet> voting = Watching.endpoints(node, VOTING, 80)) {
                voting.awaitAddresses("10.0.0.3:8080");
            }
        }

        ScriptedSource second = new ScriptedSource();
        try (MeshNode node = MeshNode.start(TestNodes.inDirectory(directory), second);
                Watching<EndpointSet> voting = Watching.endpoints(node, VOTING, 80)) {
            voting.awaitAddresses("10.0.0.3:8080");
            second.list(web(pod("10.0.0.1", "web-1")));
            voting.await(Resolution.NotFound.class::isInstance);
            node.applied().toCompletableFuture().get(30, TimeUnit.SECONDS);
            node.drained().toCompletableFuture().get(30, TimeUnit.SECONDS);

            List<HistorySource.Change> changes = history(node, VOTING);
            assertThat(changes).last().satisfies(change -> {
                assertThat(change.event()).isEqualTo("service removed");
                assertThat(change.cause()).isEqualTo("gone while the control plane was down");
            });
            MeshNodeStatus status =
                    Awaiting.until(node::status, now -> now.readiness() == MeshNodeStatus.Readiness.READY);
            assertThat(status.reasons()).isEmpty();
            assertThat(status.unrecordedChanges()).isZero();
            assertThat(status.journalFailures()).isZero();
        }
    }

    @Test
    void waitsForTheListWithWhatTheLogDoesNotKnow() {
        ScriptedSource source = new ScriptedSource();
        try (MeshNode node = MeshNode.start(TestNodes.inDirectory(directory), source);
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80);
                Watching<EndpointSet> voting = Watching.endpoints(node, VOTING, 80)) {
            source.list(web(pod("10.0.0.1", "web-1")));

            web.awaitAddresses("10.0.0.1:8080");
            voting.await(Resolution.NotFound.class::isInstance);

            assertThat(web.seen()).as("never said to be missing").hasSize(1);
        }
    }

    @Test
    void explainsEachChangeWithRevisionAndCause() throws Exception {
        ScriptedSource source = new ScriptedSource();
        try (MeshNode node = MeshNode.start(TestNodes.inDirectory(directory), source)) {
            source.list(web(pod("10.0.0.1", "web-1")));
            source.edit(web(unready("10.0.0.1", "web-1")));
            source.edit(web());
            source.edit(ServiceDocument.absent(WEB));
            node.applied().toCompletableFuture().get(30, TimeUnit.SECONDS);
            node.drained().toCompletableFuture().get(30, TimeUnit.SECONDS);

            List<HistorySource.Change> changes = history(node, WEB);

            assertThat(changes)
                    .filteredOn(change -> change.subject().equals("10.0.0.1"))
                    .extracting(change -> change.event() + ": " + change.cause())
                    .contains("endpoint added: pod web-1 is ready (initial list)");
            assertThat(changes)
                    .last()
                    .satisfies(change -> assertThat(change.cause()).isEqualTo("Service deleted (edit)"));
            assertThat(changes).extracting(HistorySource.Change::revision).isSorted();
        }
    }

    @Test
    void followsChangesAsTheyAreRecorded() throws Exception {
        ScriptedSource source = new ScriptedSource();
        WorkloadId longName = new WorkloadId(WorkloadId.Kind.POD, "n".repeat(63), "p".repeat(253));
        try (MeshNode node = MeshNode.start(TestNodes.inDirectory(directory), source)) {
            CompletionStage<HistorySource.Change> next = node.history()
                    .changes(
                            new HistorySource.Key(
                                    HistorySource.Kind.WORKLOAD, longName.namespace() + "/" + longName.name()),
                            null,
                            true)
                    .runWith(Sink.head(), node.system());

            source.list(new WorkloadDocument(longName, Documents.facts("web-1"), List.of()));

            assertThat(next.toCompletableFuture().get(30, TimeUnit.SECONDS).event())
                    .isEqualTo("workload added");
        }
    }

    @Test
    void losesNothingThatItSaidWasRecordedWhenItIsKilled() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledNode.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            awaitRecorded(process);
        } finally {
            process.destroyForcibly().waitFor();
        }

        try (MeshNode node = MeshNode.start(TestNodes.inDirectory(directory), new ScriptedSource());
                Watching<EndpointSet> web = Watching.endpoints(node, WEB, 80)) {
            web.awaitAddresses("10.0.0.1:8080", "10.0.0.2:8080");

            assertThat(web.seen()).hasSize(1);
        }
    }

    private static void awaitRecorded(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.equals(KilledNode.RECORDED)) {
            line = lines.readLine();
        }
        assertThat(line).isEqualTo(KilledNode.RECORDED);
    }

    private static List<HistorySource.Change> history(MeshNode node, ServiceId service) throws Exception {
        return node.history()
                .changes(ServiceDocument.key(service), null, false)
                .runWith(Sink.seq(), node.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static AddressDocument address() {
        return new AddressDocument(CLUSTER_IP, List.of(new AddressDocument.Owner.Service(WEB)));
    }
}
