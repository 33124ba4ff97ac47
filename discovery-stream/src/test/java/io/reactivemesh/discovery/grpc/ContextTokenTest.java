package io.reactivemesh.discovery.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.discovery.model.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextTokenTest {
    @Test
    void readsJsonWithTrailingNewline() {
        assertThat(ContextToken.parse("{\"ns\":\"emojivoto\", \"nodeName\":\"node-1\", \"pod\":\"web-1\"}\n"))
                .isEqualTo(new Caller("emojivoto", "node-1", "web-1"));
    }

    @Test
    void passesOverMembersItDoesNotKnow() {
        assertThat(ContextToken.parse("{\"x\":{\"ns\":\"no\"},\"ns\":\"emojivoto\",\"pod\":null,\"nodeName\":\"\"}"))
                .isEqualTo(new Caller("emojivoto", null, null));
    }

    @Test
    void readsTheOlderForm() {
        assertThat(ContextToken.parse("ns:emojivoto\n")).isEqualTo(new Caller("emojivoto", null, null));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "\n", "ns:", "nonsense", "{\"ns\":", "[\"ns\"]", "\"ns\""})
    void ignoresWhatItCanNotRead(String token) {
        assertThat(ContextToken.parse(token)).isEqualTo(Caller.UNKNOWN);
    }
}
