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

    /** What the traffic is addressed to, for labels. */
    ResourceRef parent();

    /** To the endpoints of one authority. */
    record Balanced(String authority) implements Target {

        @Override
        public ResourceRef parent() {
            return ResourceRef.of(authority);
        }
    }

    /**
     * To the endpoints of several authorities, by weight.
     *
     * @param authority what was addressed
     */
    record Split(String authority, List<WeightedAuthority> authorities) implements Target {

        @Override
        public ResourceRef parent() {
            return ResourceRef.of(authority);
        }
    }

    /**
     * To this endpoint and no other.
     *
     * @param reason why, for labels: {@code endpoint} was discovered, {@code fallback} was addressed
     */
    record Forward(ProxyEndpoint endpoint, String reason) implements Target {

        @Override
        public ResourceRef parent() {
            return ResourceRef.named(reason);
        }
    }

    /** Nobody knows where. */
    record Unknown() implements Target {

        @Override
        public ResourceRef parent() {
            return ResourceRef.UNKNOWN;
        }
    }

    /** The one route that a destination has without a policy, under the name that the reference's control plane gives it. */
    default ResourceRef route(String protocol) {
        return this instanceof Balanced || this instanceof Split ? ResourceRef.named(protocol) : parent();
    }

    /**
     * What a profile means for a destination.
     *
     * @param port the port that was addressed
     * @param original where the connection was going; null when only a name is known
     */
    static Target of(ProfileUpdate update, int port, @Nullable InetSocketAddress original) {
        if (update instanceof Profile profile) {
            if (profile.fqn() != null) {
                String authority = profile.fqn() + ":" + port;
                return profile.overrides().isEmpty()
                        ? new Balanced(authority)
                        : new Split(authority, profile.overrides());
            }
            if (profile.endpoint() != null) {
                return new Forward(profile.endpoint(), "endpoint");
            }
        }
        return original == null ? new Unknown() : new Forward(ProxyEndpoint.of(original), "fallback");
    }
}
