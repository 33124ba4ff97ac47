package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.balance.RetryBudget;
import io.reactivemesh.proxy.route.Regex;
import io.reactivemesh.proxy.route.RequestCondition;
import io.reactivemesh.proxy.route.ResponseClasses;
import io.reactivemesh.proxy.route.ResponseClasses.ResponseClass;
import io.reactivemesh.proxy.route.StatusCondition;
import io.reactivemesh.wire.destination.HttpStatusRange;
import io.reactivemesh.wire.destination.PathMatch;
import io.reactivemesh.wire.destination.RequestMatch;
import io.reactivemesh.wire.destination.ResponseMatch;
import io.reactivemesh.wire.destination.Route;
import io.reactivemesh.wire.httptypes.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProfileRouteMappingTest {

    private static RequestMatch.Builder path(String regex) {
        return RequestMatch.newBuilder().setPath(PathMatch.newBuilder().setRegex(regex));
    }

    private static ResponseMatch.Builder statuses(int min, int max) {
        return ResponseMatch.newBuilder()
                .setStatus(HttpStatusRange.newBuilder().setMin(min).setMax(max));
    }

    @Test
    void aRouteIsUnderstood() {
        Route wire = Route.newBuilder()
                .setCondition(RequestMatch.newBuilder()
                        .setAll(RequestMatch.Seq.newBuilder()
                                .addMatches(path(" /api/.* "))
                                .addMatches(RequestMatch.newBuilder()
                                        .setNot(RequestMatch.newBuilder()
                                                .setMethod(HttpMethod.newBuilder()
                                                        .setRegistered(HttpMethod.Registered.POST))))))
                .addResponseClasses(io.reactivemesh.wire.destination.ResponseClass.newBuilder()
                        .setCondition(statuses(500, 599))
                        .setIsFailure(true))
                .putMetricsLabels("route", "api")
                .setIsRetryable(true)
                .setTimeout(PolicyFixture.seconds(2))
                .build();

        assertThat(ProfileRouteMapping.routes(List.of(wire)))
                .containsExactly(new ProfileRoute(
                        new RequestCondition.All(List.of(
                                new RequestCondition.Path(Regex.compile("/api/.*")),
                                new RequestCondition.Not(new RequestCondition.Method("POST")))),
                        new TreeMap<>(Map.of("route", "api")),
                        new ResponseClasses(List.of(new ResponseClass(new StatusCondition.Range(500, 599), true))),
                        true,
                        Duration.ofSeconds(2)));
    }

    @Test
    void aRouteThatMakesNoSenseIsLeftOutAndTheOthersHold() {
        Route good = Route.newBuilder().setCondition(path("/good")).build();
        Route unconditional = Route.getDefaultInstance();
        Route empty = Route.newBuilder()
                .setCondition(RequestMatch.newBuilder().setAny(RequestMatch.Seq.getDefaultInstance()))
                .build();
        Route badRegex = Route.newBuilder().setCondition(path("(")).build();
        Route badRange = good.toBuilder()
                .addResponseClasses(io.reactivemesh.wire.destination.ResponseClass.newBuilder()
                        .setCondition(statuses(500, 1000)))
                .build();

        assertThat(ProfileRouteMapping.routes(List.of(unconditional, empty, badRegex, badRange, good)))
                .singleElement()
                .satisfies(route ->
                        assertThat(route.condition()).isEqualTo(new RequestCondition.Path(Regex.compile("/good"))));
    }

    @Test
    void aBudgetOutsideOfItsRangesIsNone() {
        var wire = io.reactivemesh.wire.destination.RetryBudget.newBuilder()
                .setTtl(PolicyFixture.seconds(10))
                .setMinRetriesPerSecond(5)
                .setRetryRatio(0.5f);

        assertThat(ProfileRouteMapping.budget(wire.build()))
                .isEqualTo(new RetryBudget.Config(Duration.ofSeconds(10), 5, 0.5));
        assertThat(ProfileRouteMapping.budget(
                        wire.setTtl(PolicyFixture.seconds(61)).build()))
                .isNull();
    }
}
