package io.reactivemesh.proxy.control;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.reactivemesh.wire.outbound.OutboundPoliciesGrpc;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import io.reactivemesh.wire.outbound.TrafficSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A policy service on loopback that says what a test puts into it, and can be killed and started again. */
final class FakePolicies extends OutboundPoliciesGrpc.OutboundPoliciesImplBase {

    private final List<StreamObserver<OutboundPolicy>> open = new CopyOnWriteArrayList<>();
    private final List<TrafficSpec> requests = new CopyOnWriteArrayList<>();
    private volatile @Nullable OutboundPolicy policy;
    private volatile @Nullable Status refusal;
    private Server server;

    FakePolicies() throws IOException {
        server = listen(0);
    }

    private Server listen(int port) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(this)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** Says this to everybody, now and later. */
    void say(OutboundPolicy newPolicy) {
        policy = newPolicy;
        refusal = null;
        open.forEach(stream -> stream.onNext(newPolicy));
    }

    /** Refuses lookups from now on. */
    void refuse(Status status) {
        refusal = status;
    }

    List<TrafficSpec> requests() {
        return requests;
    }

    void kill() throws InterruptedException {
        server.shutdownNow().awaitTermination();
        open.clear();
    }

    void restart(int port) throws IOException {
        server = listen(port);
    }

    @Override
    public void watch(TrafficSpec request, StreamObserver<OutboundPolicy> stream) {
        requests.add(request);
        Status refused = refusal;
        OutboundPolicy present = policy;
        if (refused != null) {
            stream.onError(refused.asRuntimeException());
            return;
        }
        open.add(stream);
        if (present != null) {
            stream.onNext(present);
        }
    }
}
