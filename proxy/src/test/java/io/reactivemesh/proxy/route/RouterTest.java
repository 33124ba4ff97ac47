package io.reactivemesh.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.route.Route.Rule;
import io.reactivemesh.proxy.stack.RequestHead;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule a request finds; the numbers are those of the reference's behaviour cases. */
class RouterTest {

    private static Route<String> route(String name, RequestMatch... matches) {
        List<RequestMatch> any = matches.length == 0 ? List.of(RequestMatch.Http.ANY) : List.of(matches);
        return new Route<>(List.of(), List.of(new Rule<>(any, name)));
    }

    private static Route<String> on(HostMatch host, String name) {
        return new Route<>(List.of(host), List.of(new Rule<>(List.of(RequestMatch.Http.ANY), name)));
    }

    private static RequestMatch path(PathMatch path) {
        return new RequestMatch.Http(path, List.of(), List.of(), null);
    }

    private static RequestMatch headers(HeaderMatch... headers) {
        return new RequestMatch.Http(null, List.of(headers), List.of(), null);
    }

    private static RequestMatch query(String name, TextMatch value) {
        return new RequestMatch.Http(null, List.of(), List.of(new QueryMatch(name, value)), null);
    }

    private static HeaderMatch is(String name, String value) {
        return new HeaderMatch(name, new TextMatch.Exact(value));
    }

    private static TextMatch like(String regex) {
        return new TextMatch.Matching(Regex.compile(regex));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static @Nullable String find(RequestHead head, Route<String>... routes) {
        Router.Found<String> found = new Router<>(List.of(routes)).find(head);
        return found == null ? null : found.leadsTo();
    }

    @ParameterizedTest(name = "100: {0} leads to {1}")
    @CsvSource({
        "'',default",
        "paris,default",
        "sf,sf",
        "san francisco,sf",
        "austin,austin",
        "sf+paris,sf",
        "sf+austin,sf",
        "not sf,default"
    })
    void aHeaderMatchesByValueOrExpressionAndTheEarliestOfEqualsWins(String cities, String route) {
        FakeHead head = FakeHead.get("/");
        for (String city : cities.split("\\+")) {
            head = head.with("x-hello-city", city);
        }

        assertThat(find(
                        head,
                        route("default"),
                        route("sf", headers(new HeaderMatch("X-Hello-City", like("sf|san francisco")))),
                        route("austin", headers(is("x-hello-city", "austin")))))
                .isEqualTo(route);
    }

    @ParameterizedTest(name = "101: {0} leads to {1}")
    @CsvSource({
        "/,default",
        "/goodbye,goodbye",
        "/goodbye/paris,goodbye",
        "/goodbyes,default",
        "/hello/sf,regex",
        "/hello/san-francisco,regex",
        "/hello/austin,exact",
        "/hello/austin/x,default",
        "/hello/paris,default",
        "/hello/sf?a=b,regex"
    })
    void aPathMatchesByPrefixExpressionOrExactly(String path, String route) {
        assertThat(find(
                        FakeHead.get(path),
                        route("default"),
                        route("goodbye", path(new PathMatch.Prefix("/goodbye"))),
                        route("regex", path(new PathMatch.Matching(Regex.compile("/hello/(sf|san-francisco)")))),
                        route("exact", path(new PathMatch.Exact("/hello/austin")))))
                .isEqualTo(route);
    }

    @Test
    void withoutAMatchingRuleThereIsNoAnswer() {
        assertThat(find(FakeHead.get("/"), route("other", path(new PathMatch.Exact("/other")))))
                .isNull();
        assertThat(find(FakeHead.get("/"))).as("no routes at all").isNull();
        assertThat(find(FakeHead.get("/"), new Route<>(List.of(), List.of())))
                .as("no rules")
                .isNull();
    }

    @ParameterizedTest(name = "103: {0} leads to {1}")
    @CsvSource({
        "foo.example.com,exact",
        "FOO.Example.com:8080,exact",
        "foo.example.com.,exact",
        "bar.example.com,wildcard",
        "a.b.example.com,wildcard",
        "example.com,",
        "fooexample.com,",
        "[::1]:80,"
    })
    void anExactHostGoesBeforeAWildcardAndCaseDoesNotMatter(String authority, @Nullable String route) {
        assertThat(find(
                        FakeHead.get("/").to(authority),
                        on(new HostMatch.Suffix("example.com"), "wildcard"),
                        on(new HostMatch.Exact("Foo.Example.com"), "exact")))
                .isEqualTo(route);
    }

    @Test
    void aPatternWithATrailingDotNeedsADottedHost() {
        Route<String> dotted = on(new HostMatch.Exact("web.example.com."), "dotted");

        assertThat(find(FakeHead.get("/").to("web.example.com.:80"), dotted)).isEqualTo("dotted");
        assertThat(find(FakeHead.get("/").to("web.example.com"), dotted)).isNull();
    }

    @Test
    void theLongerWildcardWinsAndAnyHostIsBetterThanNone() {
        Route<String> longer = on(HostMatch.Suffix.ofReversed(List.of("com", "example")), "longer");
        Route<String> shorter = on(HostMatch.Suffix.ofReversed(List.of("com")), "shorter");

        assertThat(find(FakeHead.get("/"), route("any"), shorter, longer)).isEqualTo("longer");
        assertThat(find(FakeHead.get("/").to("a.org"), shorter, longer, route("any")))
                .isEqualTo("any");
        assertThat(find(FakeHead.get("/").to(null), shorter, route("any"))).isEqualTo("any");
    }

    @Test
    void theHostCountsBeforeThePath() {
        Route<String> deepPath = route("deep", path(new PathMatch.Exact("/a/long/path")));

        assertThat(find(FakeHead.get("/a/long/path"), deepPath, on(new HostMatch.Suffix("com"), "host")))
                .isEqualTo("host");
    }

    @ParameterizedTest(name = "104: {0} leads to {1}")
    @CsvSource({"/foo,prefix", "/foo/,prefix", "/foo/x,prefix", "/foo/bar,exact", "/foobar,", "/fo,"})
    void theLongerPathWinsAndPrefixesEndAtSegments(String path, @Nullable String route) {
        assertThat(find(
                        FakeHead.get(path),
                        route("prefix", path(new PathMatch.Prefix("/foo"))),
                        route("exact", path(new PathMatch.Exact("/foo/bar")))))
                .isEqualTo(route);
        assertThat(find(FakeHead.get("/foobar"), route("slash", path(new PathMatch.Prefix("/foo/")))))
                .isNull();
        assertThat(find(FakeHead.get("/foo"), route("slash", path(new PathMatch.Prefix("/foo/")))))
                .isEqualTo("slash");
    }

    @Test
    void ofPathsOfOneLengthTheExactOneWins() {
        assertThat(find(
                        FakeHead.get("/foo"),
                        route("prefix", path(new PathMatch.Prefix("/foo"))),
                        route("exact", path(new PathMatch.Exact("/foo")))))
                .isEqualTo("exact");
    }

    @Test
    void moreHeadersWinAndAmongEqualsTheFirst() {
        FakeHead head = FakeHead.get("/").with("a", "1").with("b", "2").with("c", "3");
        Route<String> two = route("two", headers(is("a", "1"), is("b", "2")));
        Route<String> three = route("three", headers(is("a", "1"), is("b", "2"), is("c", "3")));

        assertThat(find(head, two, three)).isEqualTo("three");
        assertThat(find(head, two, route("later", headers(is("b", "2"), is("c", "3")))))
                .isEqualTo("two");
    }

    @Test
    void headersCountBeforeQueriesAndQueriesBeforeTheMethod() {
        FakeHead head = FakeHead.get("/?q=1").with("a", "1");
        Route<String> method = route("method", new RequestMatch.Http(null, List.of(), List.of(), "GET"));
        Route<String> query = route("query", query("q", new TextMatch.Exact("1")));

        assertThat(find(head, method, query, route("header", headers(is("a", "1")))))
                .isEqualTo("header");
        assertThat(find(head, method, query)).isEqualTo("query");
        assertThat(find(head, route("any"), method)).isEqualTo("method");
        assertThat(find(head.by("PUT"), method)).isNull();
    }

    @ParameterizedTest(name = "106: {0} with {1} = {2}: {3}")
    @CsvSource({
        "/?foo,foo,exact:,true",
        "/?foo=,foo,exact:,true",
        "/?foo=bah,foo,exact:,false",
        "/,foo,exact:,false",
        "/?foo=bar%2Fhi,foo,bar/.+,true",
        "/?foo=bar/hi,foo,bar/.+,true",
        "/?foo=x&foo=bar/hi,foo,bar/.+,true",
        "/?f%6Fo=a+b,foo,exact:a b,true",
        "/?foo=100%,foo,exact:100%,true",
        "/?foo=%C3%A4,foo,exact:ä,true",
        "/?&&foo=1,foo,exact:1,true",
        "/?bar=foo,foo,.*,false"
    })
    void aQueryMatchesFormDecodedInAnyOccurrence(String path, String name, String value, boolean matches) {
        TextMatch match = value.startsWith("exact:") ? new TextMatch.Exact(value.substring(6)) : like(value);

        assertThat(find(FakeHead.get(path), route("found", query(name, match))) != null)
                .isEqualTo(matches);
    }

    @Test
    void anExpressionHasToMatchTheWholeValue() {
        Route<String> route = route("found", headers(new HeaderMatch("city", like("sf"))));

        assertThat(find(FakeHead.get("/").with("city", "sfo"), route)).isNull();
        assertThat(find(FakeHead.get("/").with("city", "sfo").with("city", "sf"), route))
                .isEqualTo("found");
    }

    @ParameterizedTest(name = "108: {0} {1} leads to {2}")
    @CsvSource({
        "POST,/pkg.Greeter/Hello,method",
        "POST,/pkg.Greeter/Bye,service",
        "POST,/pkg.Other/Hello,any",
        "GET,/pkg.Greeter/Hello,",
        "POST,/pkg.Greeter,",
        "POST,/pkg.Greeter/Hello/more,"
    })
    void aGrpcMethodGoesBeforeItsServiceAndOnlyPostIsACall(String method, String path, @Nullable String route) {
        assertThat(find(
                        FakeHead.call(path).by(method),
                        route("any", RequestMatch.Grpc.ANY),
                        route("service", new RequestMatch.Grpc("pkg.Greeter", "", List.of())),
                        route("method", new RequestMatch.Grpc("pkg.Greeter", "Hello", List.of()))))
                .isEqualTo(route);
    }

    @Test
    void theBestOfARulesMatchesCounts() {
        Route<String> either =
                route("either", path(new PathMatch.Prefix("/")), path(new PathMatch.Exact("/long/path")));
        Route<String> other = route("other", path(new PathMatch.Prefix("/long")));

        assertThat(find(FakeHead.get("/long/path"), other, either)).isEqualTo("either");
        assertThat(find(FakeHead.get("/long"), other, either)).isEqualTo("other");
    }

    @Test
    void whatIsFoundNamesTheMatchThatDecided() {
        RequestMatch deeper = path(new PathMatch.Prefix("/a"));

        Router.Found<String> found =
                new Router<>(List.of(route("r", RequestMatch.Http.ANY, deeper))).find(FakeHead.get("/a/b"));

        assertThat(found).isNotNull().extracting(Router.Found::by).isEqualTo(deeper);
    }

    @Test
    void aTableWithOneAnswerForEverythingAlsoAnswersRequestsWithoutPath() {
        assertThat(Stream.of("", "*", "/x").map(path -> find(FakeHead.get(path), route("all"))))
                .containsOnly("all");
        assertThat(Stream.of("", "*", "/x").map(path -> find(FakeHead.get(path), route("a"), route("b"))))
                .containsOnly("a");
    }
}
