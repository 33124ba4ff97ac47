package io.reactivemesh.actors.service;

import static io.reactivemesh.actors.Documents.facts;
import static io.reactivemesh.actors.Documents.member;
import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.unready;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.Documents;
import io.reactivemesh.actors.service.ServiceDocument.Kind;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Port;
import io.reactivemesh.actors.service.ServiceDocument.Remote;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.discovery.model.Caller;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.EndpointSource.EndpointQuery;
import io.reactivemesh.discovery.port.Resolution;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which members of a Service are given to whom; control-plane semantics 3.2 to 3.5, 3.7, and 15.23, 15.24. */
class EndpointViewTest {
    private static final Map<String, String> ZONES = Map.of("n1", "a", "n2", "b");
    private static final Revision REVISION = new Revision(1, 1);

    private final EndpointView view = new EndpointView(DiscoverySettings.DEFAULT);

    /** reason, document, port, hostname, caller's node, addresses */
    static Stream<Arguments> selections() {
        return Stream.of(
                row(
                        "a declared port leads to the slice port of its name",
                        web(pod("10.0.0.1", "w1")),
                        80,
                        "10.0.0.1:8080"),
                row(
                        "a port that is not declared is taken literally",
                        web(pod("10.0.0.1", "w1")),
                        9999,
                        "10.0.0.1:9999"),
                row(
                        "a slice without a port of that name gives nothing",
                        with(web(pod("10.0.0.1", "w1")), new Port(443, "https", null)),
                        443),
                row(
                        "an unnamed port leads to the unnamed slice port",
                        with(web(named(pod("10.0.0.1", "w1"), "", 7000)), new Port(70, "", null)),
                        70,
                        "10.0.0.1:7000"),
                row(
                        "named target ports may differ",
                        web(pod("10.0.0.1", "w1"), named(pod("10.0.0.2", "w2"), "http", 8081)),
                        80,
                        "10.0.0.1:8080",
                        "10.0.0.2:8081"),
                row(
                        "only ready members count",
                        web(pod("10.0.0.1", "w1"), unready("10.0.0.2", "w2")),
                        80,
                        "10.0.0.1:8080"),
                row("a bare address counts", web(member("10.0.0.1", true, null)), 80, "10.0.0.1:8080"),
                row("nothing ready, nothing serving", web(unready("10.0.0.1", "w1")), 80),
                row(
                        "terminating but serving is the last resort",
                        web(ending("10.0.0.1", "w1", true), unready("10.0.0.2", "w2")),
                        80,
                        "10.0.0.1:8080"),
                row(
                        "terminating is no resort while something is ready",
                        web(ending("10.0.0.1", "w1", true), pod("10.0.0.2", "w2")),
                        80,
                        "10.0.0.2:8080"),
                row("terminating and no longer serving is no resort", web(ending("10.0.0.1", "w1", false)), 80),
                row(
                        "headless Services behave like others",
                        kind(web(pod("10.0.0.1", "w1")), Kind.HEADLESS),
                        80,
                        "10.0.0.1:8080"),
                row("IPv6 off drops IPv6", web(pod("10.0.0.1", "w1"), pod("fd00::1", "w1")), 80, "10.0.0.1:8080"),
                at(
                        "a hostname selects its member",
                        web(pod("10.0.0.1", "w1"), pod("10.0.0.2", "w2")),
                        "w2",
                        null,
                        "10.0.0.2:8080"),
                at("an unknown hostname selects none", web(pod("10.0.0.1", "w1")), "w9", null),
                at(
                        "local traffic stays on the caller's node",
                        local(web(pod("10.0.0.1", "w1"), on("10.0.0.2", "w2", "n2"))),
                        null,
                        "n2",
                        "10.0.0.2:8080"),
                at("local traffic of an unknown node goes nowhere", local(web(pod("10.0.0.1", "w1"))), null, null),
                at("local traffic does not fall back", local(web(pod("10.0.0.1", "w1"))), null, "n2"),
                at(
                        "local traffic never goes to a bare address",
                        local(web(member("10.0.0.1", true, null))),
                        null,
                        "n1"),
                at(
                        "zone hints keep the caller's zone",
                        web(hint("10.0.0.1", "a"), hint("10.0.0.2", "b")),
                        null,
                        "n2",
                        "10.0.0.2:8080"),
                at(
                        "one member without hints keeps all",
                        web(hint("10.0.0.1", "a"), pod("10.0.0.2", "w2")),
                        null,
                        "n2",
                        "10.0.0.1:8080",
                        "10.0.0.2:8080"),
                at(
                        "hints for other zones keep all",
                        web(hint("10.0.0.1", "a"), hint("10.0.0.2", "c")),
                        null,
                        "n2",
                        "10.0.0.1:8080",
                        "10.0.0.2:8080"),
                at(
                        "hints are of no use to a caller without a zone",
                        web(hint("10.0.0.1", "a"), hint("10.0.0.2", "b")),
                        null,
                        null,
                        "10.0.0.1:8080",
                        "10.0.0.2:8080"),
                at(
                        "hints of members that are not ready do not matter",
                        web(hint("10.0.0.1", "a"), hint("10.0.0.2", "b"), unready("10.0.0.3", "w3")),
                        null,
                        "n1",
                        "10.0.0.1:8080"),
                at(
                        "node hints go before zone hints",
                        web(nodeHint("10.0.0.1", "a", "n1"), nodeHint("10.0.0.2", "a", "n3")),
                        null,
                        "n1",
                        "10.0.0.1:8080"),
                at(
                        "node hints for other nodes leave it to the zones",
                        web(nodeHint("10.0.0.1", "a", "n3"), nodeHint("10.0.0.2", "b", "n4")),
                        null,
                        "n1",
                        "10.0.0.1:8080"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("selections")
    void selects(
            String reason,
            ServiceDocument document,
            int port,
            @Nullable String hostname,
            @Nullable String node,
            List<String> addresses) {
        EndpointSet set = found(view, document, port, hostname, node);

        assertThat(set.endpoints().keySet()).as(reason).map(Object::toString).containsExactlyElementsOf(addresses);
    }

    @Test
    void prefersIpv6WhereATargetHasBoth() {
        EndpointView both = new EndpointView(DiscoverySettings.DEFAULT.withIpv6(true));
        ServiceDocument document =
                web(pod("10.0.0.1", "w1"), pod("fd00::1", "w1"), pod("10.0.0.2", "w2"), member("10.0.0.3", true, null));

        EndpointSet set = found(both, document, 80, null, null);

        assertThat(set.endpoints().keySet())
                .map(Object::toString)
                .containsExactly("10.0.0.2:8080", "10.0.0.3:8080", "[fd00::1]:8080");
    }

    @Test
    void saysThatAServiceIsNotThere() {
        assertThat(resolve(ServiceDocument.absent(Documents.WEB))).isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void saysThatAnExternalNameCannotBeAsked() {
        assertThat(resolve(kind(web(), Kind.EXTERNAL_NAME))).isInstanceOf(Resolution.Unsuitable.class);
    }

    @Test
    void saysAtOnceThatAServiceHasNoEndpoints() {
        assertThat(found(view, web(), 80, null, null))
                .isEqualTo(EndpointSet.of(Map.of("service", "web", "namespace", "emojivoto"), List.of()));
    }

    @Test
    void labelsTheSetOfAMirroredService() {
        Member gateway =
                remote(member("10.0.0.1", true, null), new Remote("gw.linkerd", "web.shop.svc.east.local", "east"));

        assertThat(found(view, web(gateway), 80, null, null).labels())
                .isEqualTo(Map.of(
                        "service",
                        "web",
                        "namespace",
                        "emojivoto",
                        "target_cluster",
                        "east",
                        "target_service",
                        "web",
                        "target_service_namespace",
                        "shop"));
    }

    @Test
    void sharesOneAnswerAmongTheCallersOfAZone() {
        Map<String, String> zones = Map.of("n1", "a", "n2", "a", "n3", "b");
        ServiceDocument document = web(pod("10.0.0.1", "w1"));

        assertThat(EndpointView.filter(document, query(80, null, "n1"), zones))
                .isEqualTo(EndpointView.filter(document, query(80, null, "n2"), zones))
                .isNotEqualTo(EndpointView.filter(document, query(80, null, "n3"), zones));
        assertThat(EndpointView.filter(local(document), query(80, null, "n1"), zones))
                .isNotEqualTo(EndpointView.filter(local(document), query(80, null, "n2"), zones));
    }

    private Resolution<EndpointSet> resolve(ServiceDocument document) {
        return view.resolve(document, REVISION, EndpointView.filter(document, query(80, null, null), ZONES));
    }

    private static EndpointSet found(
            EndpointView view, ServiceDocument document, int port, @Nullable String hostname, @Nullable String node) {
        Resolution<EndpointSet> resolution =
                view.resolve(document, REVISION, EndpointView.filter(document, query(port, hostname, node), ZONES));
        return resolution instanceof Resolution.Found<EndpointSet> found ? found.value() : EndpointSet.UNKNOWN;
    }

    private static EndpointQuery query(int port, @Nullable String hostname, @Nullable String node) {
        return new EndpointQuery(Documents.WEB, port, hostname, new Caller("clients", node, null));
    }

    private static Arguments row(String reason, ServiceDocument document, int port, String... addresses) {
        return Arguments.of(reason, document, port, null, null, List.of(addresses));
    }

    private static Arguments at(
            String reason,
            ServiceDocument document,
            @Nullable String hostname,
            @Nullable String node,
            String... addresses) {
        return Arguments.of(reason, document, 80, hostname, node, List.of(addresses));
    }

    private static ServiceDocument web(Member... members) {
        return Documents.web(members);
    }

    private static ServiceDocument kind(ServiceDocument from, Kind kind) {
        return new ServiceDocument(
                from.id(), kind, from.ports(), PortSet.EMPTY, false, from.members(), from.profiles(), null);
    }

    private static ServiceDocument local(ServiceDocument from) {
        return new ServiceDocument(
                from.id(), from.kind(), from.ports(), PortSet.EMPTY, true, from.members(), from.profiles(), null);
    }

    private static ServiceDocument with(ServiceDocument from, Port port) {
        TreeMap<Integer, Port> ports = new TreeMap<>(from.ports());
        ports.put(port.number(), port);
        return new ServiceDocument(
                from.id(), from.kind(), ports, PortSet.EMPTY, false, from.members(), from.profiles(), null);
    }

    private static Member named(Member from, String name, int port) {
        return new Member(
                from.ip(),
                new TreeMap<>(Map.of(name, port)),
                from.hostname(),
                from.ready(),
                from.serving(),
                from.terminating(),
                from.zone(),
                from.hintZones(),
                from.hintNodes(),
                from.workload(),
                from.remote());
    }

    private static Member ending(String ip, String pod, boolean serving) {
        Member from = pod(ip, pod);
        return new Member(
                from.ip(),
                from.ports(),
                from.hostname(),
                false,
                serving,
                true,
                from.zone(),
                from.hintZones(),
                from.hintNodes(),
                from.workload(),
                null);
    }

    private static Member hint(String ip, String zone) {
        Member from = pod(ip, "w-" + ip);
        return new Member(
                from.ip(),
                from.ports(),
                from.hostname(),
                true,
                true,
                false,
                "",
                new TreeSet<>(List.of(zone)),
                from.hintNodes(),
                from.workload(),
                null);
    }

    private static Member nodeHint(String ip, String zone, String node) {
        Member from = hint(ip, zone);
        return new Member(
                from.ip(),
                from.ports(),
                from.hostname(),
                true,
                true,
                false,
                "",
                from.hintZones(),
                new TreeSet<>(List.of(node)),
                from.workload(),
                null);
    }

    private static Member on(String ip, String pod, String node) {
        return member(ip, true, FactsOf.on(facts(pod), node));
    }

    private static Member remote(Member from, Remote remote) {
        return new Member(
                from.ip(), from.ports(), null, true, true, false, "", from.hintZones(), from.hintNodes(), null, remote);
    }
}
