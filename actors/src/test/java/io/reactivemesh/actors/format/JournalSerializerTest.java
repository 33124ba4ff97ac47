package io.reactivemesh.actors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.actors.journal.Recorded;
import io.reactivemesh.actors.service.ServiceEvent;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.Revision;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
}
