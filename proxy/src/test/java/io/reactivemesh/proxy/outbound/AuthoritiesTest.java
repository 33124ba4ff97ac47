package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthoritiesTest {

    @ParameterizedTest
    @CsvSource({
        "Web.Emojivoto.svc:80, web.emojivoto.svc",
        "web., web",
        "10.0.0.1:80,",
        "'[::1]:80',",
        "'a b',",
        "web:0,",
        ",",
    })
    void onlyNamesAreHostnames(@Nullable String authority, @Nullable String hostname) {
        assertThat(Authorities.hostname(authority)).isEqualTo(hostname);
    }

    @ParameterizedTest
    @CsvSource({
        "web, web:80, false",
        "web:8080, web:8080, false",
        "Web.NS.svc.cluster.local., web.ns.svc.cluster.local:80, false",
        "10.1.2.3, 10.1.2.3:80, true",
        "10.1.2.3:81, 10.1.2.3:81, true",
        "[::1]:81, [0:0:0:0:0:0:0:1]:81, true"
    })
    void readsNamesAndLiterals(String authority, String path, boolean literal) {
        Destination.Key key = Objects.requireNonNull(Authorities.parse(authority));

        assertThat(key.path()).isEqualTo(path);
        assertThat(key.original() != null).isEqualTo(literal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "web:", "web:0", "web:65536", "web:+1", "we b", "web:80:80", "[::1", "a/b"})
    void refusesWhatIsNeither(String authority) {
        assertThat(Authorities.parse(authority)).isNull();
    }

    @Test
    void doesNotResolveNames() {
        Destination.Key key = Objects.requireNonNull(Authorities.parse("localhost:80"));

        assertThat(key.original()).isNull();
    }
}
