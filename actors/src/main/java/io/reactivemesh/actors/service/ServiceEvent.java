package io.reactivemesh.actors.service;

import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.service.ServiceDocument.Kind;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Port;
import io.reactivemesh.actors.service.ServiceDocument.Profile;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.discovery.model.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a Service, as far as discovery is concerned. */
public sealed interface ServiceEvent extends Event {

    /** The Service is there, or is of another kind now. */
    record KindSet(Kind before, Kind kind) implements ServiceEvent {
        @Override
        public String name() {
            return before == Kind.ABSENT ? "service added" : "service kind changed";
        }

        @Override
        public String subject() {
            return kind.toString();
        }

        @Override
        public String cause() {
            return before == Kind.ABSENT ? "Service created" : "Service changed";
        }

        @Override
        public List<String> detail() {
            return before == Kind.ABSENT ? List.of() : List.of("kind: " + before + " -> " + kind);
        }
    }

    /** The Service is gone, and all that was said of it. */
    record Deleted(String cause) implements ServiceEvent {
        @Override
        public String name() {
            return "service removed";
        }

        @Override
        public String subject() {
            return "service";
        }
    }

    /** A port is declared, or declared otherwise. */
    record PortSetTo(@Nullable Port before, Port port) implements ServiceEvent {
        @Override
        public String name() {
            return before == null ? "port added" : "port changed";
        }

        @Override
        public String subject() {
            return "port " + port.number();
        }

        @Override
        public String cause() {
            return "Service changed";
        }

        @Override
        public List<String> detail() {
            return before == null ? List.of() : io.reactivemesh.actors.journal.Differences.between(before, port);
        }
    }

    /** A port is no longer declared. */
    record PortRemoved(int number) implements ServiceEvent {
        @Override
        public String name() {
            return "port removed";
        }

        @Override
        public String subject() {
            return "port " + number;
        }

        @Override
        public String cause() {
            return "Service changed";
        }
    }

    /** Other ports are opaque now. */
    record OpaquePortsSet(PortSet before, PortSet ports) implements ServiceEvent {
        @Override
        public String name() {
            return "opaque ports changed";
        }

        @Override
        public String subject() {
            return ports.ranges().isEmpty() ? "none" : ports.toString();
        }

        @Override
        public String cause() {
            return "opaque-ports annotation, or the default without one";
        }

        @Override
        public List<String> detail() {
            return List.of("opaquePorts: " + (before.ranges().isEmpty() ? "none" : before) + " -> " + subject());
        }
    }

    /** Traffic stays on its node, or need not. */
    record TrafficPolicySet(boolean localOnly) implements ServiceEvent {
        @Override
        public String name() {
            return "traffic policy changed";
        }

        @Override
        public String subject() {
            return localOnly ? "local" : "cluster";
        }

        @Override
        public String cause() {
            return "internalTrafficPolicy changed";
        }
    }

    /**
     * Another cluster serves it, or this one again.
     *
     * @param remote null = this one
     */
    record RemoteDiscoverySet(ServiceDocument.@Nullable RemoteDiscovery remote) implements ServiceEvent {
        @Override
        public String name() {
            return "remote discovery changed";
        }

        @Override
        public String subject() {
            if (remote == null) {
                return "this cluster";
            }
            return (remote.service() == null ? "no service" : "service " + remote.service()) + " of cluster "
                    + remote.cluster();
        }

        @Override
        public String cause() {
            return "labels multicluster.linkerd.io/remote-discovery and remote-service";
        }
    }

    /**
     * A member is there now, or is different.
     *
     * @param change what that means to those who ask for endpoints
     */
    record MemberSet(Change change, Member member, String cause, List<String> detail) implements ServiceEvent {
        public MemberSet {
            detail = List.copyOf(detail);
        }

        /** What a change of a member means. */
        public enum Change {
            ADDED("endpoint added"),
            CHANGED("endpoint changed"),
            REMOVED("endpoint removed"),
            LISTED("endpoint listed"),
            UNREADY_CHANGED("unready endpoint changed");

            private final String words;

            Change(String words) {
                this.words = words;
            }
        }

        @Override
        public String name() {
            return change.words;
        }

        @Override
        public String subject() {
            return member.ip().toString();
        }
    }

    /**
     * A member is listed no longer.
     *
     * @param wasReady whether anybody could have been sent to it
     */
    record MemberRemoved(IpAddress ip, boolean wasReady, String cause) implements ServiceEvent {
        @Override
        public String name() {
            return wasReady ? "endpoint removed" : "unready endpoint removed";
        }

        @Override
        public String subject() {
            return ip.toString();
        }
    }

    /** A ServiceProfile is there, or is different. */
    record ProfileSet(String namespace, Profile profile, boolean isNew, List<String> detail) implements ServiceEvent {
        public ProfileSet {
            detail = List.copyOf(detail);
        }

        @Override
        public String name() {
            return isNew ? "profile added" : "profile changed";
        }

        @Override
        public String subject() {
            return namespace + "/" + profile.name();
        }

        @Override
        public String cause() {
            return isNew ? "ServiceProfile created" : "ServiceProfile changed";
        }
    }

    /** A ServiceProfile is gone. */
    record ProfileRemoved(String namespace, String profile) implements ServiceEvent {
        @Override
        public String name() {
            return "profile removed";
        }

        @Override
        public String subject() {
            return namespace + "/" + profile;
        }

        @Override
        public String cause() {
            return "ServiceProfile deleted";
        }
    }

    /** Its annotations say something else of the traffic to it. */
    record OutboundSettingsSet(OutboundSettings settings, List<String> detail) implements ServiceEvent {
        public OutboundSettingsSet {
            detail = List.copyOf(detail);
        }

        @Override
        public String name() {
            return "outbound settings changed";
        }

        @Override
        public String subject() {
            return settings.equals(OutboundSettings.NONE) ? "none" : "service";
        }

        @Override
        public String cause() {
            return "balancer, timeout and retry annotations";
        }
    }

    /** A route is attached, or is different. */
    record RouteSet(AttachedRoute route, boolean isNew, List<String> detail) implements ServiceEvent {
        public RouteSet {
            detail = List.copyOf(detail);
        }

        @Override
        public String name() {
            return isNew ? "route added" : "route changed";
        }

        @Override
        public String subject() {
            return route.key();
        }

        @Override
        public String cause() {
            String kind = route.route().object().kind();
            return isNew ? kind + " attached" : kind + " or a Service that it names changed";
        }
    }

    /** A route is attached no longer. */
    record RouteRemoved(String key) implements ServiceEvent {
        @Override
        public String name() {
            return "route removed";
        }

        @Override
        public String subject() {
            return key;
        }

        @Override
        public String cause() {
            return "route deleted, or attached elsewhere";
        }
    }
}
