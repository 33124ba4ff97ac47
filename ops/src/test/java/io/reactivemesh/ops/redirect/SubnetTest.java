package io.reactivemesh.ops.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubnetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.0.0.0/8,IPV4",
        "' 10.1.2.3/8 ',10.0.0.0/8,IPV4",
        "192.168.7.129/25,192.168.7.128/25,IPV4",
        "1.2.3.4/32,1.2.3.4/32,IPV4",
        "1.2.3.4/0,0.0.0.0/0,IPV4",
        "fd00::/8,fd00:0:0:0:0:0:0:0/8,IPV6",
        "fd00:0:0:1::5/64,fd00:0:0:1:0:0:0:0/64,IPV6",
        "::1/128,0:0:0:0:0:0:0:1/128,IPV6"
    })
    void readsBlocksAndClearsWhatIsBehindThePrefix(String text, String canonical, IpFamily family) {
        Subnet subnet = Subnet.parse(text);

        assertThat(subnet).hasToString(canonical);
        assertThat(subnet.family()).isEqualTo(family);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0",
                "0.0.0.0",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "/8",
                "10.0.0/8",
                "fd00::/129",
                "name/8",
                "10.0.0.0/8/9"
            })
    void refusesTheRest(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subnet.parse(text))
                .withMessageContaining("'" + text + "'");
    }
}
