package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.outbound.Backend;
import io.reactivemesh.discovery.model.outbound.Load;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.outbound.Backend.BalanceP2c;
import io.reactivemesh.wire.outbound.Backend.EndpointDiscovery;
import io.reactivemesh.wire.outbound.Queue;

/** Backends on the wire, whatever kind of route they are of. */
final class Backends {
    /** Proxies pass the weight of a single address over; Linkerd says 1. */
    private static final int FORWARD_WEIGHT = 1;

    private static final Queue QUEUE = Queue.newBuilder()
            .setCapacity(Backend.QUEUE_CAPACITY)
            .setFailfastTimeout(Durations.toWire(Backend.FAILFAST))
            .build();

    private Backends() {}

    static io.reactivemesh.wire.outbound.Backend toWire(Backend backend) {
        var wire = io.reactivemesh.wire.outbound.Backend.newBuilder()
                .setMetadata(References.toWire(backend.metadata()))
                .setQueue(QUEUE);
        switch (backend.target()) {
            case Backend.Target.Balanced balanced -> wire.setBalancer(toWire(balanced));
            case Backend.Target.Forward forward ->
                wire.setForward(WeightedAddr.newBuilder()
                        .setAddr(Addresses.toWire(forward.address()))
                        .setWeight(FORWARD_WEIGHT));
            case Backend.Target.Nowhere _ -> {}
        }
        return wire.build();
    }

    private static BalanceP2c toWire(Backend.Target.Balanced balanced) {
        BalanceP2c.Builder wire = BalanceP2c.newBuilder()
                .setDiscovery(EndpointDiscovery.newBuilder()
                        .setDst(EndpointDiscovery.DestinationGet.newBuilder().setPath(balanced.path())));
        switch (balanced.load()) {
            case Load.PeakEwma _ ->
                wire.setPeakEwma(BalanceP2c.PeakEwma.newBuilder()
                        .setDefaultRtt(Durations.toWire(Load.DEFAULT_RTT))
                        .setDecay(Durations.toWire(Load.DECAY)));
            case Load.Penalized penalized ->
                wire.setPenaltyPeakEwma(BalanceP2c.PenaltyPeakEwma.newBuilder()
                        .setDefaultRtt(Durations.toWire(Load.DEFAULT_RTT))
                        .setDecay(Durations.toWire(Load.DECAY))
                        .setPenalty(Durations.toWire(penalized.penalty()))
                        .setMaxRetryAfter(Durations.toWire(penalized.maxRetryAfter()))
                        .setPenaltyDecay(Durations.toWire(Load.Penalized.PENALTY_DECAY)));
        }
        return wire.build();
    }
}
