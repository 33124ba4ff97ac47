package io.reactivemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

    @ParameterizedTest
    @CsvSource({
        "web,                      web,      0,     false",
        "Web.NS.:8080,             web.ns,   8080,  false",
        "a_b-c:1,                  a_b-c,    1,     false",
        "localhost:80,             localhost, 80,   false",
        "10.1.2.3:65535,           10.1.2.3, 65535, true",
        "[::1],                    ::1,      0,     true",
        "[2001:db8::1]:443,        2001:db8::1, 443, true",
    })
    void hostPortAndAddressAreToldApart(String text, String host, int port, boolean address) {
        Authority authority = Objects.requireNonNull(Authority.parse(text));

        assertThat(authority.host()).isEqualTo(host);
        assertThat(authority.port()).isEqualTo(port);
        assertThat(authority.address() != null).isEqualTo(address);
        assertThat(authority.portOr(81)).isEqualTo(port == 0 ? 81 : port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":80", "web:", "web:0", "web:65536", "web:+1", "we b", "web:80:80", "[::1", "[web]", "a/b"})
    void anythingElseIsNone(String text) {
        assertThat(Authority.parse(text)).isNull();
    }
}
