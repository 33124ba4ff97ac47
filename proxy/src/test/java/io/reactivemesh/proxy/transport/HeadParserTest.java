package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadParserTest {

    private final Http1Head head = new Http1Head();
    private final HeadParser requests = HeadParser.ofRequests(head);
    private final HeadParser responses = HeadParser.ofResponses(head);

    private int request(String text) {
        requests.reset();
        return Heads.parse(requests, text.replace("~", "\r\n"));
    }

    private int response(String text) {
        responses.reset();
        return Heads.parse(responses, text.replace("~", "\r\n"));
    }

    @Test
    void indexesARequestWithItsFacts() {
        int length = request("POST /vote?choice=doughnut HTTP/1.1~Host: web:8080~Content-Length:  12 ~~body");

        assertThat(length)
                .isEqualTo("POST /vote?choice=doughnut HTTP/1.1~Host: web:8080~Content-Length:  12 ~~"
                        .replace("~", "\r\n")
                        .length());
        assertThat(head.method).isEqualTo(Http1Head.Method.OTHER);
        assertThat(head.contentLength).isEqualTo(12);
        assertThat(head.count()).isEqualTo(2);
        assertThat(head.persistent()).isTrue();
        assertThat(head.authorityEnd - head.authorityStart).isEqualTo("web:8080".length());
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "GET / HTTP/1.1~Host: a~X: a<CR>b~~; bare CR in a value",
                "GET / HTTP/1.1<LF>Host: a<LF><LF>; bare LF",
                "GET / HTTP/1.1~Host: a~ folded~~; folded line",
                "GET / HTTP/1.1~Host : a~~; blank before the colon",
                "GET / HTTP/1.1~: a~~; empty name",
                "GET / HTTP/1.1~X(y): a~~; illegal character in a name",
                "GET / HTTP/1.1~Host: a~Host: a~~; two hosts",
                "GET / HTTP/1.1~Content-Length: 5~Content-Length: 6~~; conflicting lengths",
                "GET / HTTP/1.1~Content-Length: 5~Content-Length: 5~~; repeated length",
                "GET / HTTP/1.1~Content-Length: 5, 5~~; list of lengths",
                "GET / HTTP/1.1~Content-Length: +5~~; signed length",
                "GET / HTTP/1.1~Content-Length: 0x5~~; hexadecimal length",
                "GET / HTTP/1.1~Content-Length:~~; empty length",
                "GET / HTTP/1.1~Content-Length: 9999999999999999999~~; length beyond 64 bits",
                "GET / HTTP/1.1~Content-Length: 5~Transfer-Encoding: chunked~~; length and coding",
                "GET / HTTP/1.1~Transfer-Encoding: gzip~~; coding that is not chunked",
                "GET / HTTP/1.1~Transfer-Encoding: chunked, gzip~~; chunked is not last",
                "GET / HTTP/1.1~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~; chunked twice",
                "GET / HTTP/1.1~Transfer-Encoding: xchunked~~; almost chunked",
                "GET / HTTP/1.0~Transfer-Encoding: chunked~~; coding in HTTP/1.0",
                "GET / HTTP/2.0~~; version 2.0",
                "GET / HTTP/1.2~~; version 1.2",
                "GET / http/1.1~~; small version",
                "GET  / HTTP/1.1~~; two blanks",
                "GET /a b HTTP/1.1~~; blank in the target",
                "GET /~~; no version",
                "G@T / HTTP/1.1~~; illegal method",
                "GET http:///path HTTP/1.1~~; empty authority",
                "GET http://user@host/ HTTP/1.1~~; user information"
            })
    void refusesWhatCouldBeReadInTwoWays(String text, String reason) {
        assertThat(request(text.replace("<CR>", "\r").replace("<LF>", "\n")))
                .as(reason)
                .isEqualTo(HeadParser.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT / HTTP/1.1",
                "CONNECT /path HTTP/1.1",
                "CONNECT http://test HTTP/1.1",
                "CONNECT http://test/bar HTTP/1.1",
                "CONNECT * HTTP/1.1",
                "CONNECT test:80 HTTP/1.0",
                "GET test:80 HTTP/1.1",
                "GET * HTTP/1.1"
            })
    void refusesTargetFormsThatDoNotGoWithTheMethod(String line) {
        assertThat(request(line + "~Host: test~~")).isEqualTo(HeadParser.REFUSED);
    }

    @Test
    void acceptsEachTargetFormWithItsMethod() {
        assertThat(request("CONNECT test:443 HTTP/1.1~Host: test:443~~")).isPositive();
        assertThat(head.form).isEqualTo(Http1Head.Form.AUTHORITY);
        assertThat(request("OPTIONS * HTTP/1.1~Host: test~~")).isPositive();
        assertThat(head.form).isEqualTo(Http1Head.Form.ASTERISK);
        assertThat(request("GET http://other/x HTTP/1.1~Host: test~~")).isPositive();
        assertThat(head.form).isEqualTo(Http1Head.Form.ABSOLUTE);
        assertThat(head.authorityEnd - head.authorityStart).isEqualTo("other".length());
    }

    @Test
    void listedHeadersAreHopByHopButFramingIsNot() {
        assertThat(
                        request(
                                "GET / HTTP/1.1~Host: a~Connection: x-foo, close, content-length, host~X-Foo: 1~Content-Length: 3~~"))
                .isPositive();

        assertThat(head.close).isTrue();
        assertThat(head.known(2) & KnownHeader.LISTED).isNotZero();
        assertThat(head.known(0) & KnownHeader.LISTED).isZero();
        assertThat(head.known(3) & KnownHeader.LISTED).isZero();
    }

    @Test
    void anUpgradeToH2cIsNotAnUpgrade() {
        assertThat(request("GET / HTTP/1.1~Upgrade: h2c~Connection: upgrade, http2-settings~HTTP2-Settings: x~~"))
                .isPositive();
        assertThat(head.asksForUpgrade()).isFalse();

        assertThat(request("GET / HTTP/1.1~Upgrade: websocket~Connection: Upgrade~~"))
                .isPositive();
        assertThat(head.asksForUpgrade()).isTrue();
    }

    @Test
    void refusesAHeadOfMoreThan64KiB() {
        String filler = "X: " + "y".repeat(65_000) + "~";

        assertThat(request("GET / HTTP/1.1~" + filler)).isEqualTo(HeadParser.MORE);
        assertThat(request("GET / HTTP/1.1~" + filler + filler)).isEqualTo(HeadParser.REFUSED);
        assertThat(request("GET / HTTP/1.1~" + filler + filler + "~")).isEqualTo(HeadParser.REFUSED);
        assertThat(requests.refusal()).isEqualTo("head too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK~~", "HTTP/1.1 200~~", "HTTP/1.1 200 ~~", "HTTP/1.0 599 Véry odd~~"})
    void acceptsStatusLinesWithAndWithoutAReason(String text) {
        assertThat(response(text)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 20 OK~~",
                "HTTP/1.1 2000 OK~~",
                "HTTP/1.1 099 OK~~",
                "HTTP/2 200 OK~~",
                "ICY 200 OK~~",
                "HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~Content-Length: 2~~",
                "HTTP/1.1 200 OK~X y: 1~~"
            })
    void refusesMalformedResponses(String text) {
        assertThat(response(text)).isEqualTo(HeadParser.REFUSED);
    }
}
