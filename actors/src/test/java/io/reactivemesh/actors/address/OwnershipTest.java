package io.reactivemesh.actors.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.address.AddressDocument.Owner;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OwnershipTest {
    private static final ServiceId WEB = new ServiceId("emojivoto", "web");
    private static final WorkloadId POD = new WorkloadId(WorkloadId.Kind.POD, "emojivoto", "web-0");
    private static final WorkloadId OTHER = new WorkloadId(WorkloadId.Kind.POD, "emojivoto", "web-1");
    private static final Revision REVISION = new Revision(1, 1);
    private static final IpAddress IP = IpAddress.parse("10.0.0.1");

    static Stream<Arguments> claims() {
        Owner service = new Owner.Service(WEB);
        Owner workload = new Owner.Workload(POD);
        Owner host = new Owner.HostPort(80, 8080, POD);
        return Stream.of(
                Arguments.of("nobody", List.of(), new Ownership.OfNobody(REVISION)),
                Arguments.of("a cluster IP", List.of(service), new Ownership.OfService(WEB)),
                Arguments.of("a pod IP", List.of(workload), new Ownership.OfWorkload(POD)),
                Arguments.of("a host port", List.of(host), new Ownership.OfHostPort(POD, 8080)),
                Arguments.of(
                        "another host port",
                        List.of(new Owner.HostPort(81, 8080, POD)),
                        new Ownership.OfNobody(REVISION)),
                Arguments.of("a cluster IP goes first", List.of(service, workload, host), new Ownership.OfService(WEB)),
                Arguments.of(
                        "a pod IP goes before a host port",
                        List.of(new Owner.HostPort(80, 8080, OTHER), workload),
                        new Ownership.OfWorkload(POD)),
                Arguments.of(
                        "two Services",
                        List.of(service, new Owner.Service(new ServiceId("emojivoto", "voting"))),
                        new Ownership.Disputed(
                                "10.0.0.1 is claimed by service emojivoto/web and service emojivoto/voting")),
                Arguments.of(
                        "two pods",
                        List.of(workload, new Owner.Workload(OTHER)),
                        new Ownership.Disputed("10.0.0.1 is claimed by pod/emojivoto/web-0 and pod/emojivoto/web-1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void tellsWhoIsMeant(String reason, List<Owner> owners, Ownership meant) {
        assertThat(Ownership.of(new AddressDocument(IP, owners), REVISION, 80))
                .as(reason)
                .isEqualTo(meant);
    }
}
