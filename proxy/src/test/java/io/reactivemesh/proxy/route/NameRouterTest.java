package io.reactivemesh.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.route.NameRouter.NamedRoute;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameRouterTest {

    @ParameterizedTest(name = "109: {0} leads to {1}")
    @CsvSource({"foo.example.com,exact", "Bar.example.com,wildcard", "example.com,any", "a.org,any"})
    void exactNamesGoBeforeWildcardsAndNoNamesMatchAll(String name, @Nullable String route) {
        NameRouter<String> router = new NameRouter<>(List.of(
                new NamedRoute<>(List.of(), "any"),
                new NamedRoute<>(List.of(new HostMatch.Suffix("example.com")), "wildcard"),
                new NamedRoute<>(List.of(new HostMatch.Exact("foo.example.com")), "exact")));

        assertThat(router.find(name)).isEqualTo(route);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"other.com", "example.com"})
    void aNameThatNobodyIsForFindsNothing(String name) {
        NameRouter<String> router =
                new NameRouter<>(List.of(new NamedRoute<>(List.of(new HostMatch.Suffix("example.com")), "wildcard")));

        assertThat(router.find(name)).isNull();
    }
}
