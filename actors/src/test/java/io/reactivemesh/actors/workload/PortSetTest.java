package io.reactivemesh.actors.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Ranges stand for the ports in them, and there is one way to write a set. */
class PortSetTest {
    @Property
    void oneMorePort(
            @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 20) Integer> ports,
            @ForAll @IntRange(min = 1, max = 20) int port) {
        TreeSet<Integer> more = new TreeSet<>(ports);
        more.add(port);

        assertThat(set(ports).with(port))
                .isEqualTo(set(more))
                .isEqualTo(set(more).with(port));
        assertThat(set(ports).with(port).ports()).containsExactlyElementsOf(more);
    }

    @Property
    void oneLess(
            @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 20) Integer> ports,
            @ForAll @IntRange(min = 1, max = 20) int port) {
        TreeSet<Integer> left = new TreeSet<>(ports);
        left.remove(port);

        assertThat(set(ports).without(port)).isEqualTo(set(left));
        assertThat(set(ports).without(port).contains(port)).isFalse();
    }

    private static PortSet set(Iterable<Integer> ports) {
        List<PortSet.Range> ranges = new ArrayList<>();
        ports.forEach(port -> ranges.add(new PortSet.Range(port, port)));
        return PortSet.of(ranges);
    }
}
