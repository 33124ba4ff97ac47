package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.grpc.GrpcMethod;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.inbound.PortSpec;
import io.reactivemesh.wire.inbound.Server;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import io.reactivemesh.wire.outbound.TrafficSpec;

/** The methods of the control plane that a proxy calls. A class of its own, so that messages are loaded where the first call is made. */
final class ControlMethods {

    static final GrpcMethod<GetDestination, Update> GET =
            new GrpcMethod<>("/io.linkerd.proxy.destination.Destination/Get", Update.parser());

    static final GrpcMethod<GetDestination, DestinationProfile> GET_PROFILE =
            new GrpcMethod<>("/io.linkerd.proxy.destination.Destination/GetProfile", DestinationProfile.parser());

    static final GrpcMethod<TrafficSpec, OutboundPolicy> WATCH =
            new GrpcMethod<>("/io.linkerd.proxy.outbound.OutboundPolicies/Watch", OutboundPolicy.parser());

    static final GrpcMethod<PortSpec, Server> WATCH_PORT =
            new GrpcMethod<>("/io.linkerd.proxy.inbound.InboundServerPolicies/WatchPort", Server.parser());

    private ControlMethods() {}
}
