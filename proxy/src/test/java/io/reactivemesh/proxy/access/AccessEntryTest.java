package io.reactivemesh.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ProxyConfig.AccessLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccessEntryTest {

    private static final Instant AT = Instant.parse("2026-11-01T10:00:00.123456789Z");
    private static final AccessEntry.Request GET =
            new AccessEntry.Request(AT, "GET", "http://web/", "HTTP/2.0", "abc", "", "curl/8", "web:80");
    private static final AccessEntry.Answer OK = new AccessEntry.Answer(200, 7, 1500, 300);
    private static final String ID = "web.ns.serviceaccount.identity.linkerd.cluster.local";

    private static AccessEntry entry(String ip, String id, AccessEntry.Request request, AccessEntry.Answer answer) {
        return new AccessEntry(new InetSocketAddress(InetAddress.ofLiteral(ip), 5000), id, request, answer);
    }

    private static AccessEntry.Request with(String method, String uri) {
        return new AccessEntry.Request(AT, method, uri, "HTTP/1.1", "", "", "", "");
    }

    @Test
    void apacheNamesClientIdentityTimeRequestAndStatus() {
        assertThat(entry("10.1.2.3", ID, GET, OK).text(AccessLog.APACHE))
                .isEqualTo("10.1.2.3:5000 " + ID
                        + " - [2026-11-01T10:00:00.123456789Z] \"GET http://web/ HTTP/2.0\" 200\n");
    }

    @Test
    void apacheLeavesTheStatusOutWhenThereIsNone() {
        assertThat(entry("fd00::1", "-", GET, AccessEntry.Answer.NONE).text(AccessLog.APACHE))
                .isEqualTo("[fd00:0:0:0:0:0:0:1]:5000 - - [2026-11-01T10:00:00.123456789Z]"
                        + " \"GET http://web/ HTTP/2.0\"\n");
    }

    @Test
    void apacheLetsNoRequestForgeALine() {
        assertThat(entry("10.1.2.3", "-", with("GET", "/a\"\n\\é"), OK).text(AccessLog.APACHE))
                .endsWith("\"GET /a\\x22\\x0a\\x5c\\xe9 HTTP/1.1\" 200\n");
    }

    @Test
    void jsonHasAMemberForEachFact() {
        assertThat(entry("10.1.2.3", ID, GET, OK).text(AccessLog.JSON))
                .isEqualTo("{\"client.addr\":\"10.1.2.3:5000\",\"client.id\":\"" + ID + "\",\"host\":\"web:80\","
                        + "\"method\":\"GET\",\"processing_ns\":\"300\",\"request_bytes\":\"\",\"response_bytes\":\"7\","
                        + "\"status\":200,\"timestamp\":\"2026-11-01T10:00:00.123456789Z\",\"total_ns\":\"1500\","
                        + "\"trace_id\":\"abc\",\"uri\":\"http://web/\",\"user_agent\":\"curl/8\","
                        + "\"version\":\"HTTP/2.0\"}\n");
    }

    @Test
    void jsonSaysNothingOfAResponseThatThereIsNot() {
        assertThat(entry("10.1.2.3", "-", GET, AccessEntry.Answer.NONE).text(AccessLog.JSON))
                .doesNotContain("status", "_ns", "response_bytes")
                .contains("\"uri\":\"http://web/\"");
    }

    @Test
    void jsonLeavesAnUnknownLengthEmpty() {
        assertThat(entry("10.1.2.3", "-", GET, new AccessEntry.Answer(204, -1, 1, 1))
                        .text(AccessLog.JSON))
                .contains("\"response_bytes\":\"\"");
    }
}
