package io.reactivemesh.actors.service;

import static io.reactivemesh.actors.Documents.facts;
import static io.reactivemesh.actors.Documents.member;
import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.ports;
import static io.reactivemesh.actors.Documents.web;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.RemoteDiscovery;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.outbound.HttpMatch;
import io.reactivemesh.discovery.model.outbound.PathMatch;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What history says of a Service's members, and what it costs to apply many events. */
class ServiceModelTest {
    private static final int FEW = 500;
    private static final int TIMES = 8;

    private final ServiceModel model = new ServiceModel();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void namesWhatMadeAnEndpointChange() {
        WorkloadFacts facts = facts("web-1");
        Member before = member("10.0.0.1", true, facts);
        Member after = member("10.0.0.1", true, FactsOf.decided(FactsOf.opaque(facts, ports(8080)), 8080, "db"));

        assertThat(model.decide(web(before), web(after), "edit"))
                .extracting(Event::name, Event::subject, Event::cause)
                .containsExactly(tuple("endpoint changed", "10.0.0.1", "pod web-1: Server db makes port 8080 opaque"));
    }

    @Test
    void namesAClusterThatTakesOver() {
        ServiceDocument here = web();
        ServiceDocument there = new ServiceDocument(
                here.id(),
                here.kind(),
                here.ports(),
                here.opaquePorts(),
                false,
                here.members(),
                here.profiles(),
                new RemoteDiscovery("east", "web"));

        assertThat(model.decide(here, there, "edit"))
                .extracting(Event::name, Event::subject)
                .containsExactly(tuple("remote discovery changed", "service web of cluster east"));
        assertThat(model.decide(there, here, "edit"))
                .extracting(Event::name, Event::subject)
                .containsExactly(tuple("remote discovery changed", "this cluster"));
    }

    @Test
    void tellsOfRoutesThatComeChangeAndGo() {
        ServiceDocument without = web();
        AttachedRoute route = route("/a", 80);
        ServiceDocument with = withRoute(without, route);
        ServiceDocument changed = withRoute(without, route("/b", 80));

        assertThat(model.decide(without, with, "edit"))
                .extracting(Event::name, Event::subject, Event::cause)
                .containsExactly(tuple("route added", "HTTPRoute.policy.linkerd.io emojivoto/r", "HTTPRoute attached"));
        assertThat(model.decide(with, changed, "edit")).singleElement().satisfies(event -> {
            assertThat(event.name()).isEqualTo("route changed");
            assertThat(event.detail()).singleElement().asString().contains("/a", " -> ", "/b");
        });
        assertThat(model.decide(changed, without, "edit"))
                .extracting(Event::name, Event::subject)
                .containsExactly(tuple("route removed", "HTTPRoute.policy.linkerd.io emojivoto/r"));
    }

    @Test
    void tellsWhatAnnotationsOfTrafficSayNow() {
        ServiceDocument before = web();
        ServiceDocument after = new ServiceDocument(
                before.id(),
                before.kind(),
                before.ports(),
                before.opaquePorts(),
                before.localTrafficOnly(),
                before.members(),
                before.profiles(),
                before.remoteDiscovery(),
                new OutboundSettings(null, null, new Timeouts(Duration.ofSeconds(5), null, null), null, null),
                before.routes());

        assertThat(model.decide(before, after, "edit")).singleElement().satisfies(event -> {
            assertThat(event.name()).isEqualTo("outbound settings changed");
            assertThat(event.detail()).containsExactly("timeouts.request: none -> PT5S");
        });
    }

    private static AttachedRoute route(String path, int port) {
        return new AttachedRoute(
                new DeclaredRoute.Http(
                        new ObjectRef("policy.linkerd.io", "HTTPRoute", "emojivoto", "r", 0),
                        null,
                        List.of(),
                        List.of(new DeclaredRoute.DeclaredRule<>(
                                List.of(new HttpMatch(new PathMatch.Exact(path), List.of(), List.of(), null)),
                                List.of(),
                                List.of(),
                                Timeouts.NONE,
                                null))),
                new TreeSet<>(Set.of(port)));
    }

    private static ServiceDocument withRoute(ServiceDocument document, AttachedRoute route) {
        return new ServiceDocument(
                document.id(),
                document.kind(),
                document.ports(),
                document.opaquePorts(),
                document.localTrafficOnly(),
                document.members(),
                document.profiles(),
                document.remoteDiscovery(),
                document.outbound(),
                new TreeMap<>(Map.of(route.key(), route)));
    }

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
