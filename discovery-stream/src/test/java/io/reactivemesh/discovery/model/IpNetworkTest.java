package io.reactivemesh.discovery.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworkTest {
    @ParameterizedTest(name = "{0} has {1}: {2}")
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.0.0.0, true",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "192.168.1.1, 192.168.1.1, true",
        "192.168.1.1/32, 192.168.1.2, false",
        "128.0.0.0/1, 200.0.0.1, true",
        "128.0.0.0/1, 127.0.0.1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "fd00::/64, fd00::ffff:1, true",
        "fd00::/65, fd00::8000:0:0:0, false",
        "fd00::8000:0:0:0/65, fd00::8000:0:0:1, true",
        "fd00::1/128, fd00::2, false",
        "::/0, fd00::1, true",
        "::/0, 10.0.0.1, false"
    })
    void holdsTheAddressesThatBeginAlike(String network, String address, boolean holds) {
        assertThat(IpNetwork.parse(network).contains(IpAddress.parse(address))).isEqualTo(holds);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "fd00::/129", "x/8", "10.0.0.0/8/8"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> IpNetwork.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
