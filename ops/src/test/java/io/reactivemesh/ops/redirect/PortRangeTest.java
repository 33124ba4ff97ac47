package io.reactivemesh.ops.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PortRangeTest {
    @ParameterizedTest
    @CsvSource({"0,0,1", "4143,4143,1", "' 80 ',80,1", "80-80,80,1", "4000-4100,4000:4100,2", "0-65535,0:65535,2"})
    void readsPortsAndRanges(String text, String asMultiport, int places) {
        PortRange range = PortRange.parse(text);

        assertThat(range).hasToString(asMultiport);
        assertThat(range.places()).isEqualTo(places);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "http", "65536", "-1", "80-", "-80", "80-70", "1-2-3", "0x50", "+80", "80:90", "8 0"})
    void refusesTheRest(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortRange.parse(text))
                .withMessageContaining("'" + text + "'");
    }
}
