package io.reactivemesh.actors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.reactivemesh.actors.Documents;
import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.journal.Kept;
import io.reactivemesh.actors.journal.Recorded;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceEvent;
import io.reactivemesh.actors.workload.WorkloadEvent;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.Revision;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JournalSerializerTest {
    private final JournalSerializer serializer = new JournalSerializer();

    @Test
    void refusesASchemaThatItDoesNotKnow() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "change.99"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("change.99")
                .hasMessageContaining("change.1");
    }

    @Test
    void namesNoClassInWhatItWrites() {
        Recorded recorded = new Recorded(
                new Revision(100, 3),
                Instant.EPOCH,
                "edit",
                new ServiceEvent.MemberRemoved(IpAddress.parse("10.0.0.1"), true, "Service deleted"));

        String written = new String(serializer.toBinary(recorded), StandardCharsets.ISO_8859_1);

        assertThat(written).contains("service.member-removed").doesNotContain("reactivemesh");
    }

    /** A log of the time before there were Servers, zones of slices, remote discovery, ports behind host ports, causes of changes, and outbound policies. */
    @Test
    void readsWhatOlderVersionsWrote() throws IOException {
        ServiceDocument web = Documents.web(Documents.pod("10.0.0.1", "web-1"));
        Kept service = new Kept(web, new Revision(5, 7));
        Kept address = new Kept(
                new AddressDocument(
                        IpAddress.parse("192.168.0.1"),
                        List.of(new AddressDocument.Owner.HostPort(
                                80, 0, Documents.facts("web-1").id()))),
                new Revision(5, 8));
        Recorded changed = new Recorded(
                new Revision(5, 9),
                Instant.EPOCH,
                "edit",
                new WorkloadEvent.Changed(Documents.facts("web-1"), "workload changed", List.of("zone: none -> a")));

        assertThat(serializer.fromBinary(older(service), "state.1")).isEqualTo(service);
        assertThat(serializer.fromBinary(older(address), "state.1")).isEqualTo(address);
        assertThat(serializer.fromBinary(older(changed), "change.1")).isEqualTo(changed);
    }

    private byte[] older(Object entry) throws IOException {
        ObjectMapper cbor = new ObjectMapper(new CBORFactory());
        JsonNode tree = cbor.readTree(serializer.toBinary(entry));
        int before = tree.toString().length();
        without(tree, Set.of("decidingServers", "remoteDiscovery", "behind", "cause", "outbound", "routes"));
        tree.findParents("hintZones").forEach(member -> ((ObjectNode) member).remove("zone"));
        assertThat(tree.toString()).hasSizeLessThan(before);
        return cbor.writeValueAsBytes(tree);
    }

    private static void without(JsonNode tree, Set<String> fields) {
        if (tree instanceof ObjectNode object) {
            object.remove(fields);
        }
        tree.forEach(child -> without(child, fields));
    }
}
