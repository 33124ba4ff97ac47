package io.reactivemesh.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivemesh.ops.bench.Watch.Kind;
import io.reactivemesh.wire.destination.AddrSet;
import io.reactivemesh.wire.destination.NoEndpoints;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.destination.WeightedAddrSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatchTest {
    private static final Update ADD = Update.newBuilder()
            .setAdd(WeightedAddrSet.newBuilder().putMetricLabels("service", "web"))
            .build();
    private static final Update REMOVE =
            Update.newBuilder().setRemove(AddrSet.newBuilder()).build();
    private static final Update NONE = Update.newBuilder()
            .setNoEndpoints(NoEndpoints.newBuilder().setExists(true))
            .build();

    private final Watch watch = new Watch(7, 0);
    private final List<Kind> received = new ArrayList<>();

    @Test
    void tellsTheKindsOfUpdates() {
        read(wire(ADD, REMOVE, NONE));

        assertThat(received).containsExactly(Kind.ADD, Kind.REMOVE, Kind.NO_ENDPOINTS);
    }

    @Test
    void findsMessagesHoweverTheyAreCut() {
        ByteBuf whole = wire(ADD, NONE, REMOVE);

        while (whole.isReadable()) {
            read(whole.readSlice(1));
        }

        assertThat(received).containsExactly(Kind.ADD, Kind.NO_ENDPOINTS, Kind.REMOVE);
    }

    @Test
    void saysNothingBeforeAMessageIsWhole() {
        ByteBuf whole = wire(ADD);

        read(whole.readSlice(whole.readableBytes() - 1));

        assertThat(received).isEmpty();
    }

    @Test
    void refusesWhatIsNoUpdate() {
        ByteBuf strange = Unpooled.buffer().writeByte(0).writeInt(1).writeByte(0x7a);

        assertThatThrownBy(() -> read(strange)).hasMessageContaining("begins with byte 122");
    }

    private void read(ByteBuf data) {
        watch.read(data, (_, kind) -> received.add(kind));
    }

    private static ByteBuf wire(Update... updates) {
        ByteBuf bytes = Unpooled.buffer();
        for (Update update : updates) {
            bytes.writeByte(0).writeInt(update.getSerializedSize()).writeBytes(update.toByteArray());
        }
        return bytes;
    }
}
