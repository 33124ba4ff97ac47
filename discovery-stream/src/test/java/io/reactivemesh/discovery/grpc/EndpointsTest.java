package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.net.TcpAddress;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EndpointsTest {
    @Property
    void everyFieldOfAnEndpointReachesTheOtherSide(@ForAll("endpoints") Endpoint endpoint)
            throws InvalidProtocolBufferException {
        WeightedAddr received =
                WeightedAddr.parseFrom(Endpoints.toWire(endpoint).toByteArray());

        assertThat(Reading.endpoint(received, Map.of())).isEqualTo(endpoint);
    }

    @Property
    void everyAddressReachesTheOtherSide(@ForAll("addresses") Address address) throws InvalidProtocolBufferException {
        TcpAddress received = TcpAddress.parseFrom(Addresses.toWire(address).toByteArray());

        assertThat(Reading.address(received)).isEqualTo(address);
    }

    @Example
    void packsIpv4BigEndianFirst() {
        assertThat(Addresses.toWire(IpAddress.parse("10.1.2.3")).getIpv4()).isEqualTo(0x0a010203);
    }

    @Example
    void sendsNoMessageForWhatIsNotKnown() {
        WeightedAddr bare = Endpoints.toWire(Samples.endpoint("10.1.2.3:80"));

        assertThat(bare.getAllFields().keySet())
                .extracting(field -> field.getName())
                .containsExactly("addr", "weight");
    }

    @Provide
    Arbitrary<Endpoint> endpoints() {
        return Samples.endpoints(Samples.addresses());
    }

    @Provide
    Arbitrary<Address> addresses() {
        return Samples.addresses();
    }
}
