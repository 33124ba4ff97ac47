package io.reactivemesh.actors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.service.ServiceDocument.Profile;
import io.reactivemesh.discovery.model.ServiceProfile;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ServiceProfiles become, and which are refused. */
class ProfileRulesTest {
    private static final String SERVICE =
            "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {}}\n---\n";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "one field stands alone | {method: get} | Method[verb=GET]",
                "several are ANDed in fixed order | {pathRegex: /a, method: PUT} | All[matches=[Method[verb=PUT], Path[regex=/a]]]",
                "any and all nest | {any: [{method: A}, {all: [{method: B}]}]}"
                        + " | Any[matches=[Method[verb=A], All[matches=[Method[verb=B]]]]]",
                "not as the code has it | {not: {method: A}} | Not[match=Method[verb=A]]",
                "not as the schema has it | {not: [{method: A}]} | Not[match=Method[verb=A]]"
            })
    void translatesConditions(String rule, String condition, String expected) {
        Profile profile = profile("routes: [{name: r, condition: " + condition + "}]");

        assertThat(profile.routes().getFirst().condition()).as(rule).hasToString(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "both ends | {min: 500, max: 503} | Status[min=500, max=503]",
                "open above is completed | {min: 500} | Status[min=500, max=599]",
                "open below is completed | {max: 299} | Status[min=100, max=299]",
                "zero is open | {min: 0, max: 299} | Status[min=100, max=299]"
            })
    void completesStatusRanges(String rule, String status, String expected) {
        Profile profile = profile("routes: [{name: r, condition: {method: GET}, responseClasses: [{isFailure: true,"
                + " condition: {status: " + status + "}}]}]");

        ServiceProfile.ResponseClass responses =
                profile.routes().getFirst().responseClasses().getFirst();
        assertThat(responses.condition()).as(rule).hasToString(expected);
        assertThat(responses.failure()).isTrue();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"500m, 5000", "1, 10000", "'\"10\"', 100000", "2k, 20000000", "0, 0", "1500u, 20"})
    void weighsInTenthsOfMilliUnits(String quantity, int weight) {
        Profile profile =
                profile("routes: []\n  dstOverrides: [{authority: a.b.svc.cluster.local, weight: " + quantity + "}]");

        assertThat(profile.overrides())
                .containsExactly(new ServiceProfile.WeightedDestination("a.b.svc.cluster.local", weight));
    }

    @Test
    void readsTimeoutsAndBudget() {
        Profile profile = profile("routes: [{name: r, condition: {method: GET}, isRetryable: true, timeout: 1m1.5s}]\n"
                + "  retryBudget: {retryRatio: 0.25, minRetriesPerSecond: 5, ttl: 20s}");

        assertThat(profile.routes().getFirst().timeout()).isEqualTo(Duration.ofMillis(61_500));
        assertThat(profile.routes().getFirst().retryable()).isTrue();
        assertThat(profile.budget()).isEqualTo(new ServiceProfile.RetryBudget(0.25f, 5, Duration.ofSeconds(20)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "unknown field | routes: []\\n  retires: 1 | spec.retires: unknown field (expected: one of [dstOverrides, opaquePorts, retryBudget, routes])",
                "wrong type | routes: 7 | spec.routes: '7' (expected: a list)",
                "number as text | routes: [{name: r, condition: {method: GET}, isRetryable: \"yes\"}] | spec.routes[0].isRetryable: 'yes' (expected: true or false)",
                "no route name | routes: [{condition: {method: GET}}] | spec.routes[0].name: missing (expected: a name)",
                "no condition | routes: [{name: r}] | spec.routes[0].condition: missing (expected: a condition)",
                "empty condition | routes: [{name: r, condition: {all: [{}]}}] | spec.routes[0].condition.all[0]: missing (expected: one of all, any, not, method, pathRegex)",
                "bad regex | routes: [{name: r, condition: {pathRegex: \"a(?=b)\"}}] | spec.routes[0].condition.pathRegex: 'a(?=b)' (expected: an RE2 expression: invalid or unsupported Perl syntax)",
                "bad timeout | routes: [{name: r, condition: {method: GET}, timeout: soon}] | spec.routes[0].timeout: 'soon' (expected: a duration like 300ms or 1m30s)",
                "status out of range | routes: [{name: r, condition: {method: GET}, responseClasses: [{condition: {status: {min: 99}}}]}] | spec.routes[0].responseClasses[0].condition.status.min: '99' (expected: 100..599)",
                "status upside down | routes: [{name: r, condition: {method: GET}, responseClasses: [{condition: {status: {min: 400, max: 300}}}]}] | spec.routes[0].responseClasses[0].condition.status.max: '300' (expected: at least min, which is 400)",
                "negative ratio | routes: []\\n  retryBudget: {retryRatio: -1, minRetriesPerSecond: 1, ttl: 10s} | spec.retryBudget.retryRatio: '-1.0' (expected: 0..1000)",
                "no ttl | routes: []\\n  retryBudget: {retryRatio: 1, minRetriesPerSecond: 1} | spec.retryBudget.ttl: missing (expected: 1s..60s)",
                "bad weight | routes: []\\n  dstOverrides: [{authority: a, weight: heavy}] | spec.dstOverrides[0].weight: 'heavy' (expected: a quantity like 1 or 500m, at most 200k)",
            })
    void refuses(String rule, String spec, String reason) {
        Translated translated =
                Translated.of(SERVICE + yaml("shop", "web.shop.svc.cluster.local", spec.replace("\\n", "\n")));

        assertThat(translated.service("shop/web").profiles()).as(rule).isEmpty();
        assertThat(translated.folded.last().quarantined()).hasSize(1);
        assertThat(translated.folded.last().quarantined().getFirst().reason()).isEqualTo(reason);
    }

    @Test
    void refusesANameThatNobodyAsksFor() {
        Translated translated = Translated.of(SERVICE + yaml("shop", "web.shop", "routes: []"));

        assertThat(translated.refused())
                .containsExactly("m.yaml:6 ServiceProfile shop/web.shop: metadata.name: 'web.shop'"
                        + " (expected: SERVICE.NAMESPACE.svc.cluster.local)");
    }

    @Test
    void keepsProfilesOfClientNamespacesApart() {
        Translated translated = Translated.of(SERVICE
                + yaml("shop", "web.shop.svc.cluster.local", "routes: []")
                + "---\n"
                + yaml("client", "web.shop.svc.cluster.local", "routes: []").replace("v1alpha2", "v1alpha1"));

        assertThat(translated.service("shop/web").profiles()).containsOnlyKeys("shop", "client");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "300ms, PT0.3S",
                "1h15m30.5s, PT1H15M30.5S",
                "0, PT0S",
                "-1.5h, PT-1H-30M",
                "1us, PT0.000001S",
                ".5s, PT0.5S",
                "5, -",
                "1d, -",
                "s, -",
                "'', -",
                "1 s, -"
            })
    void readsDurationsAsGoDoes(String text, @Nullable String expected) {
        assertThat(GoDuration.tryParse(text)).isEqualTo(expected == null ? null : Duration.parse(expected));
    }

    private static Profile profile(String spec) {
        Translated translated = Translated.of(SERVICE + yaml("shop", "web.shop.svc.cluster.local", spec));
        assertThat(translated.refused()).isEmpty();
        return Objects.requireNonNull(translated.service("shop/web").profiles().get("shop"));
    }

    private static String yaml(String namespace, String name, String spec) {
        return """
               apiVersion: linkerd.io/v1alpha2
               kind: ServiceProfile
               metadata:
                 name: %s
                 namespace: %s
               spec:
                 %s
               """.formatted(name, namespace, spec);
    }
}
