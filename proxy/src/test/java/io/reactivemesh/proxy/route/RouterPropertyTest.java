package io.reactivemesh.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class RouterPropertyTest {

    @Provide
    Arbitrary<PathMatch> paths() {
        Arbitrary<String> paths = Arbitraries.of("/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/b");
        return Arbitraries.oneOf(
                paths.map(PathMatch.Exact::new),
                paths.map(PathMatch.Prefix::new),
                Arbitraries.of("/a.*", "/[ab]/b", "/(a|b)+")
                        .map(regex -> new PathMatch.Matching(Regex.compile(regex))));
    }

    @Provide
    Arbitrary<FakeHead> heads() {
        return Combinators.combine(
                        Arbitraries.of("/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/b", "/a?x=1", "*", ""),
                        Arbitraries.of("GET", "POST"))
                .as((path, method) -> FakeHead.get(path).by(method));
    }

    private static Route<PathMatch> route(PathMatch path) {
        RequestMatch match = new RequestMatch.Http(path, List.of(), List.of(), null);
        return new Route<>(List.of(), List.of(new Route.Rule<>(List.of(match), path)));
    }

    private static @Nullable PathMatch find(FakeHead head, List<PathMatch> paths) {
        Router.Found<PathMatch> found =
                new Router<>(paths.stream().map(RouterPropertyTest::route).toList()).find(head);
        return found == null ? null : found.leadsTo();
    }

    @Property
    void whatIsFoundMatchesAndNothingThatMatchesIsLonger(
            @ForAll("heads") FakeHead head, @ForAll @Size(max = 6) List<@net.jqwik.api.From("paths") PathMatch> paths) {
        String path = head.path().split("\\?", 2)[0];
        int longest = paths.stream().mapToInt(each -> each.matched(path)).max().orElse(PathMatch.NO_MATCH);

        PathMatch found = find(head, paths);

        assertThat(found == null ? PathMatch.NO_MATCH : found.matched(path)).isEqualTo(longest);
    }

    @Property
    void routesBehindTheOneThatIsFoundDoNotMatterUnlessTheyAreBetter(
            @ForAll("heads") FakeHead head,
            @ForAll @Size(min = 1, max = 6) List<@net.jqwik.api.From("paths") PathMatch> paths) {
        PathMatch found = find(head, paths);
        int first = paths.indexOf(found);

        assertThat(find(head, paths.subList(0, first + 1))).isEqualTo(found);
    }

    @Property
    void decodingAQueryNeverFails(@ForAll String text) {
        assertThat(QueryMatch.decode(text)).hasSizeLessThanOrEqualTo(text.length());
    }
}
