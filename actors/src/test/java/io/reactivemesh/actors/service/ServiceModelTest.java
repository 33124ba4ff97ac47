package io.reactivemesh.actors.service;

import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What it costs to apply many events to one Service. */
class ServiceModelTest {
    private static final int FEW = 500;
    private static final int TIMES = 8;

    private final ServiceModel model = new ServiceModel();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Copies of the state are what would be allocated: a copy per event needs 64 times as much for 8 times as many. */
    @Test
    void aFirstListingCostsAsMuchAsItHasEndpoints() {
        allocatedBytes(FEW);

        long few = allocatedBytes(FEW);
        long many = allocatedBytes(FEW * TIMES);

        assertThat(many).isLessThan(few * TIMES * 2);
    }

    private long allocatedBytes(int endpoints) {
        ServiceDocument state = ServiceDocument.absent(web().id());
        ServiceDocument observed = web(IntStream.range(0, endpoints)
                .mapToObj(i -> pod("10.0." + i / 250 + "." + (1 + i % 250), "web-" + i))
                .toArray(Member[]::new));
        List<Event> events = model.decide(state, observed, "edit");
        long before = threads.getCurrentThreadAllocatedBytes();
        ServiceDocument applied = model.next(state, events);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(applied).isEqualTo(observed);
        return allocated;
    }
}
