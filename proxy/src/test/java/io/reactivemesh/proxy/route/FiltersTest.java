package io.reactivemesh.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.proxy.route.Redirect.PathEdit;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.HeaderEdit;
import io.reactivemesh.proxy.stack.HeaderEdit.Header;
import io.reactivemesh.proxy.stack.Refusal;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiltersTest {

    private static final RequestMatch PREFIX =
            new RequestMatch.Http(new PathMatch.Prefix("/foo"), List.of(), List.of(), null);

    private final HeadEdits edits = new HeadEdits();
    private final Random random = new Random(7);

    private @Nullable Refusal apply(FakeHead head, RequestMatch by, Filter... filters) {
        return new Filters(List.of(filters)).apply(head, by, edits, random);
    }

    private @Nullable Refusal redirect(FakeHead head, RequestMatch by, Redirect redirect) {
        return apply(head, by, new Filter.RedirectTo(redirect));
    }

    private static HeaderEdit adds(String name, String value) {
        return new HeaderEdit(List.of(new Header(name, value)), List.of(), List.of());
    }

    @Test
    void headerEditsAreNotedInOrder() {
        Refusal answer = apply(
                FakeHead.get("/"),
                PREFIX,
                new Filter.EditRequest(adds("Pizza", "tubular")),
                new Filter.EditResponse(adds("x", "1")),
                new Filter.EditRequest(adds("pizza", "cowabunga")));

        assertThat(answer).isNull();
        assertThat(edits.ofRequest().added())
                .containsExactly(new Header("pizza", "tubular"), new Header("pizza", "cowabunga"));
        assertThat(edits.ofResponse().added()).containsExactly(new Header("x", "1"));
    }

    @Test
    void addComesBeforeSetAndSetBeforeRemove() {
        edits.request(new HeaderEdit(
                List.of(new Header("a", "added"), new Header("b", "added"), new Header("c", "added")),
                List.of(new Header("a", "set"), new Header("b", "set")),
                List.of("B")));

        assertThat(edits.ofRequest().added()).containsExactly(new Header("c", "added"), new Header("a", "set"));
        assertThat(List.of("a", "b", "c")).filteredOn(edits.ofRequest()::drops).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length", "Transfer-Encoding", "connection", "", "a b", "a:", "ä"})
    void headersThatFrameAMessageOrAreNoneCannotBeEdited(String name) {
        assertThatThrownBy(() -> adds(name, "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HeaderEdit(List.of(), List.of(), List.of(name)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHeadersValueCannotEndItsLine() {
        assertThatThrownBy(() -> adds("a", "1\r\nb: 2")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "111: {0} of {1}: scheme {2}, host {3}, port {4}, path {5} gives {6}")
    @CsvSource(
            nullValues = "-",
            value = {
                "host,web:80,/foo?q=1,-,other,0,-,http://other/foo?q=1",
                "port,web,/foo,-,-,8080,-,http://web:8080/foo",
                "port 80 on http,web:8080,/foo,-,-,80,-,http://web/foo",
                "port 443 on https,web:8080,/foo,https,-,443,-,https://web/foo",
                "port 443 on http,web,/foo,-,-,443,-,http://web:443/foo",
                "scheme,web,/foo,https,-,0,-,https://web/foo",
                "scheme drops the port,web:8080,/foo,https,-,0,-,https://web/foo",
                "host keeps the port,web:8080,/foo,-,other,0,-,http://other:8080/foo",
                "full path drops the query,web,/foo?q=1,-,-,0,full:/bar,http://web/bar",
                "prefix keeps the query,web,/foo/x?q=1,-,-,0,prefix:/bar,http://web/bar/x?q=1",
                "prefix with slash,web,/foo/x,-,-,0,prefix:/bar/,http://web/bar/x",
                "prefix alone,web,/foo,-,-,0,prefix:/bar,http://web/bar",
                "prefix to root,web,/foo/x,-,-,0,prefix:/,http://web/x",
                "prefix to root alone,web,/foo,-,-,0,prefix:/,http://web/",
            })
    void aRedirectNamesWhatItWasToldAndKeepsTheRest(
            String reason,
            String authority,
            String path,
            @Nullable String scheme,
            @Nullable String host,
            int port,
            @Nullable String edit,
            String location) {
        PathEdit pathEdit = edit == null
                ? null
                : edit.startsWith("full:")
                        ? new PathEdit.Full(edit.substring(5))
                        : new PathEdit.Prefix(edit.substring(7));

        Refusal answer =
                redirect(FakeHead.get(path).to(authority), PREFIX, new Redirect(scheme, host, port, pathEdit, 301));

        assertThat(answer).as(reason).isEqualTo(Refusal.redirect(301, location));
    }

    @Test
    void aRedirectToTheSameUriIsNone() {
        FakeHead head = FakeHead.get("/foo?q=1").to("web:80");

        assertThat(redirect(head, PREFIX, new Redirect("http", "WEB", 80, null, 302)))
                .isNull();
        assertThat(redirect(head, PREFIX, new Redirect(null, null, 0, new PathEdit.Prefix("/foo"), 302)))
                .isNull();
    }

    @Test
    void aPrefixCanOnlyBeReplacedWhereOneWasMatched() {
        RequestMatch exact = new RequestMatch.Http(new PathMatch.Exact("/foo"), List.of(), List.of(), null);
        Redirect replaces = new Redirect(null, null, 0, new PathEdit.Prefix("/bar"), 301);

        assertThat(redirect(FakeHead.get("/foo"), exact, replaces)).isEqualTo(Refusal.INVALID_REDIRECT);
        assertThat(redirect(FakeHead.get("/foo").to("web"), RequestMatch.Http.ANY, replaces))
                .as("a rule without matches is for the prefix /")
                .isEqualTo(Refusal.redirect(301, "http://web/bar/foo"));
    }

    @Test
    void aRedirectWithoutAnyHostIsInvalid() {
        assertThat(redirect(FakeHead.get("/").to(null), PREFIX, new Redirect("https", null, 0, null, 301)))
                .isEqualTo(Refusal.INVALID_REDIRECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bar", "", "/a b", "/\r\n"})
    void aRedirectsPathHasToBeOne(String path) {
        assertThatThrownBy(() -> new PathEdit.Full(path)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PathEdit.Prefix(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInjectedFailureHasItsStatusAndEndsThere() {
        Refusal answer = apply(
                FakeHead.get("/"),
                PREFIX,
                new Filter.FailHttp(418, "teapot", Ratio.ALWAYS),
                new Filter.FailHttp(500, "never reached", Ratio.ALWAYS));

        assertThat(answer).isEqualTo(Refusal.injected(418, 9, "teapot"));
        assertThat(apply(FakeHead.get("/"), PREFIX, new Filter.FailGrpc(5, "gone", Ratio.ALWAYS)))
                .isEqualTo(Refusal.injected(200, 5, "gone"));
    }

    @Test
    void aShareOfTheRequestsFails() {
        Filter half = new Filter.FailHttp(503, "unlucky", new Ratio(1, 2));

        long failed = IntStream.range(0, 1000)
                .filter(_ -> apply(FakeHead.get("/"), PREFIX, half) != null)
                .count();

        assertThat(failed).isBetween(430L, 570L);
        assertThat(apply(FakeHead.get("/"), PREFIX, new Filter.FailHttp(503, "", new Ratio(0, 1))))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,1", "-1,2"})
    void aRatioIsAtMostOne(long numerator, long denominator) {
        assertThatThrownBy(() -> new Ratio(numerator, denominator)).isInstanceOf(IllegalArgumentException.class);
    }
}
