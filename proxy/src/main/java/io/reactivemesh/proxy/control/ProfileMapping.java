package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.control.ProfileUpdate.Profile;
import io.reactivemesh.proxy.control.ProfileUpdate.WeightedAuthority;
import io.reactivemesh.wire.destination.DestinationProfile;
import java.util.Map;

/** Profiles from their wire form. */
final class ProfileMapping {

    private ProfileMapping() {}

    static ProfileUpdate profile(DestinationProfile wire) {
        String fqn = wire.getFullyQualifiedName();
        return new Profile(
                fqn.isEmpty() ? null : fqn,
                wire.getOpaqueProtocol(),
                wire.hasEndpoint() ? EndpointMapping.endpoint(wire.getEndpoint(), Map.of()) : null,
                wire.getDstOverridesList().stream()
                        .filter(each ->
                                each.getWeight() != 0 && each.getAuthority().indexOf(':') > 0)
                        .map(each -> new WeightedAuthority(each.getAuthority(), each.getWeight()))
                        .toList(),
                ProfileRouteMapping.routes(wire.getRoutesList()),
                wire.hasRetryBudget() ? ProfileRouteMapping.budget(wire.getRetryBudget()) : null);
    }
}
