package io.reactivemesh.proxy.control;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Destination service on loopback that says what a test puts into it, and can be killed and started again. */
final class FakeDestination extends DestinationGrpc.DestinationImplBase {

    private final Map<String, Update> endpoints = new ConcurrentHashMap<>();
    private final Map<String, DestinationProfile> profiles = new ConcurrentHashMap<>();
    private final List<StreamObserver<Update>> open = new CopyOnWriteArrayList<>();
    private final List<GetDestination> requests = new CopyOnWriteArrayList<>();
    private Server server;

    FakeDestination() throws IOException {
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

    void endpoints(String path, Update update) {
        endpoints.put(path, update);
    }

    void profile(String path, DestinationProfile profile) {
        profiles.put(path, profile);
    }

    void sendToAll(Update update) {
        open.forEach(stream -> stream.onNext(update));
    }

    void endAll() {
        List.copyOf(open).forEach(StreamObserver::onCompleted);
    }

    int openStreams() {
        return open.size();
    }

    List<GetDestination> requests() {
        return requests;
    }

    void kill() throws InterruptedException {
        server.shutdownNow().awaitTermination();
    }

    void restart(int port) throws IOException {
        server = listen(port);
    }

    @Override
    public void get(GetDestination request, StreamObserver<Update> stream) {
        requests.add(request);
        open.add(stream);
        ((ServerCallStreamObserver<Update>) stream).setOnCancelHandler(() -> open.remove(stream));
        ((ServerCallStreamObserver<Update>) stream).setOnCloseHandler(() -> open.remove(stream));
        Update first = endpoints.get(request.getPath());
        if (first != null) {
            stream.onNext(first);
        }
    }

    @Override
    public void getProfile(GetDestination request, StreamObserver<DestinationProfile> stream) {
        requests.add(request);
        DestinationProfile profile = profiles.get(request.getPath());
        if (profile == null) {
            stream.onError(io.grpc.Status.INVALID_ARGUMENT.asRuntimeException());
        } else {
            stream.onNext(profile);
        }
    }
}
