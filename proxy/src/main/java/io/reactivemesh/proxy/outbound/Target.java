package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.ProfileUpdate;
import io.reactivemesh.proxy.control.ProfileUpdate.Profile;
import io.reactivemesh.proxy.control.ProfileUpdate.WeightedAuthority;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the traffic of a destination goes, as far as its profile says. A value: equal targets need no new stack. */
sealed interface Target {

    /** To the endpoints of one authority. */
    record Balanced(String authority) implements Target {}

    /** To the endpoints of several authorities, by weight. */
    record Split(List<WeightedAuthority> authorities) implements Target {}

    /** To this endpoint and no other. */
    record Forward(ProxyEndpoint endpoint) implements Target {}

    /** Nobody knows where. */
    record Unknown() implements Target {}

    /**
     * What a profile means for a destination.
     *
     * @param port the port that was addressed
     * @param original where the connection was going; null when only a name is known
     */
    static Target of(ProfileUpdate update, int port, @Nullable InetSocketAddress original) {
        if (update instanceof Profile profile) {
            if (profile.fqn() != null) {
                return profile.overrides().isEmpty()
                        ? new Balanced(profile.fqn() + ":" + port)
                        : new Split(profile.overrides());
            }
            if (profile.endpoint() != null) {
                return new Forward(profile.endpoint());
            }
        }
        return original == null ? new Unknown() : new Forward(ProxyEndpoint.of(original));
    }
}
