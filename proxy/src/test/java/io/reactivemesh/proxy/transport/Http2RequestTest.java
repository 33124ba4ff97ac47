package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.RequestHead.Naming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request of HTTP/2 is (RFC 9113 section 8). */
class Http2RequestTest {

    private static final String GET = ":method GET, :scheme http, :path /";

    private final FieldCache cache = new FieldCache(FieldMarks::mark);
    private final FieldSection fields = new FieldSection();
    private final Http2Request request = new Http2Request(fields);

    /** Fields as {@code name value}, separated by commas; {@code _} stands for a blank in a value. */
    private boolean read(String text) {
        fields.clear(10_000);
        for (String field : text.split(", ")) {
            String[] parts = field.split(" ", 2);
            fields.add(cache.field(parts[0], parts.length < 2 ? "" : parts[1].replace('_', ' ')));
        }
        return request.read();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            :method GET, :scheme http, :path /, :authority web            | the usual one
            :path /, :authority web, :scheme http, :method GET            | in any order
            :method GET, :scheme http, :path /, host web                  | host instead of an authority
            :method GET, :scheme http, :path /                            | for nobody
            :method OPTIONS, :scheme http, :path *                        | for the server as a whole
            :method CONNECT, :authority web:80                            | a tunnel
            :method GET, :scheme http, :path /, te trailers               | trailers are welcome
            :method GET, :scheme http, :path /, x-empty                   | an empty value
            :method POST, :scheme http, :path /, content-length 5, content-length 5 | one length, said twice
            """)
    void accepts(String text, String reason) {
        assertThat(read(text)).as(reason).isTrue();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            :scheme http, :path /                                 | no method
            :method GET, :path /                                  | no scheme
            :method GET, :scheme http                             | no path
            :method GET, :scheme http, :path                      | an empty path
            :method GET, :scheme http, :path relative             | a path without a slash
            :method GET, :scheme http, :path /a_b                 | a blank in the path
            :method GET, :method GET, :scheme http, :path /       | a method twice
            :method GET, :scheme http, x-a 1, :path /             | a pseudo-header behind a header
            :method GET, :scheme http, :path /, :status 200       | a response's pseudo-header
            :method GET, :scheme http, :path /, :unknown 1        | an unknown pseudo-header
            :method GET, :scheme http, :path /, :protocol websocket | extended CONNECT, which is not offered
            :method GET, :scheme http, :path /, X-Upper 1         | a capital letter in a name
            :method GET, :scheme http, :path /, connection close  | a header of HTTP/1 connections
            :method GET, :scheme http, :path /, transfer-encoding chunked | another one
            :method GET, :scheme http, :path /, te gzip           | a coding of one hop
            :method G(T, :scheme http, :path /                    | a method that is no token
            :method CONNECT, :authority web, :path /              | a tunnel to a path
            :method CONNECT                                       | a tunnel to nowhere
            :method POST, :scheme http, :path /, content-length 5, content-length 6 | two lengths
            :method POST, :scheme http, :path /, content-length +5 | a length that is no number
            """)
    void refuses(String text, String reason) {
        assertThat(read(text)).as(reason).isFalse();
    }

    @ParameterizedTest(name = "U+{0}")
    @CsvSource({"0000", "000A", "000D", "007F", "0001"})
    void refusesControlCharactersInValues(String codePoint) {
        fields.clear(10_000);
        for (String field : GET.split(", ")) {
            fields.add(cache.field(field.split(" ")[0], field.split(" ")[1]));
        }
        fields.add(cache.field("x-value", "a" + (char) Integer.parseInt(codePoint, 16) + "b"));

        assertThat(request.read()).isFalse();
    }

    @Test
    void isTheSameToLayersAsHttp1() {
        assertThat(read(":method POST, :scheme http, :authority web:80, :path /a?b, x-a 1, content-length 3"))
                .isTrue();

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/a?b");
        assertThat(request.authority()).isEqualTo("web:80");
        assertThat(request.destination(Naming.OVERRIDE)).isEqualTo("web:80");
        assertThat(request.isFor(Naming.OVERRIDE, "web:80")).isTrue();
        assertThat(request.isFor(Naming.OVERRIDE, "web:8")).isFalse();
        assertThat(request.header("x-a")).isEqualTo("1");
        assertThat(request.header("x-b")).isNull();
        assertThat(request.contentLength()).isEqualTo(3);
        assertThat(request.isGrpc()).isFalse();
    }

    @Test
    void theOverrideIsTheDestinationButNotTheAuthority() {
        assertThat(read(":method GET, :scheme http, :path /, :authority web, l5d-dst-override other:81"))
                .isTrue();

        assertThat(request.authority()).isEqualTo("web");
        assertThat(request.destination(Naming.OVERRIDE)).isEqualTo("other:81");
        assertThat(request.isFor(Naming.OVERRIDE, "other:81")).isTrue();
    }

    @Test
    void eachHeaderThatNamesADestinationIsAskedForByItself() {
        assertThat(read(":method GET, :scheme http, :path /, :authority web, l5d-dst-canonical web.ns:81"))
                .isTrue();

        assertThat(request.destination(Naming.CANONICAL)).isEqualTo("web.ns:81");
        assertThat(request.isFor(Naming.CANONICAL, "web.ns:81")).isTrue();
        assertThat(request.destination(Naming.OVERRIDE)).isEqualTo("web");
    }

    @Test
    void forgetsTheRequestBefore() {
        assertThat(
                        read(
                                ":method POST, :scheme http, :authority web, :path /, content-length 7, content-type application/grpc"))
                .isTrue();
        assertThat(request.isGrpc()).isTrue();

        assertThat(read(GET)).isTrue();

        assertThat(request.authority()).isNull();
        assertThat(request.contentLength()).isEqualTo(-1);
        assertThat(request.isGrpc()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "application/grpc, true",
        "application/grpc+proto, true",
        "Application/gRPC, true",
        "application/json, false",
        "application, false"
    })
    void grpcIsToldByItsContentType(String type, boolean grpc) {
        assertThat(read(GET + ", content-type " + type)).isTrue();

        assertThat(request.isGrpc()).isEqualTo(grpc);
    }
}
