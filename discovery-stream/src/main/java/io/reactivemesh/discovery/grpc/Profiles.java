package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.ResponseClass;
import io.reactivemesh.wire.destination.RetryBudget;
import io.reactivemesh.wire.destination.Route;
import io.reactivemesh.wire.destination.WeightedDst;

/** Profiles on the wire: one {@code DestinationProfile} each. */
final class Profiles {
    private Profiles() {}

    static DestinationProfile toWire(ServiceProfile profile) {
        DestinationProfile.Builder wire = DestinationProfile.newBuilder().setOpaqueProtocol(profile.opaqueProtocol());
        if (profile.fullyQualifiedName() != null) {
            wire.setFullyQualifiedName(profile.fullyQualifiedName());
        }
        profile.routes().forEach(route -> wire.addRoutes(toWire(route)));
        if (profile.budget() != null) {
            wire.setRetryBudget(toWire(profile.budget()));
        }
        profile.overrides()
                .forEach(override -> wire.addDstOverrides(WeightedDst.newBuilder()
                        .setAuthority(override.authority())
                        .setWeight(override.weight())));
        if (profile.endpoint() != null) {
            wire.setEndpoint(Endpoints.toWire(profile.endpoint()));
        }
        if (profile.parent() != null) {
            wire.setParentRef(References.toWire(profile.parent()));
        }
        if (profile.source() != null) {
            wire.setProfileRef(References.toWire(profile.source()));
        }
        return wire.build();
    }

    private static Route toWire(ServiceProfile.Route route) {
        Route.Builder wire = Route.newBuilder()
                .setCondition(Matches.toWire(route.condition()))
                .putMetricsLabels("route", route.name())
                .setIsRetryable(route.retryable());
        for (ServiceProfile.ResponseClass responseClass : route.responseClasses()) {
            wire.addResponseClasses(ResponseClass.newBuilder()
                    .setCondition(Matches.toWire(responseClass.condition()))
                    .setIsFailure(responseClass.failure()));
        }
        if (route.timeout() != null) {
            wire.setTimeout(Durations.toWire(route.timeout()));
        }
        return wire.build();
    }

    private static RetryBudget toWire(ServiceProfile.RetryBudget budget) {
        return RetryBudget.newBuilder()
                .setRetryRatio(budget.ratio())
                .setMinRetriesPerSecond(budget.minPerSecond())
                .setTtl(Durations.toWire(budget.ttl()))
                .build();
    }
}
