package io.reactivemesh.ops.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything on this machine's loopback interface; a load is sent to the address of a proxy. Needs no rights. */
final class Loopback implements BenchNetwork {
    static final String ADDRESS = "127.0.0.1";

    @Override
    public List<String> originAddresses() {
        return List.of(ADDRESS, "127.0.0.2");
    }

    @Override
    public String bindAddress() {
        return ADDRESS;
    }

    @Override
    public String controlPlaneAddress() {
        return ADDRESS;
    }

    @Override
    public String serviceAddress(ProxyWork.Protocol protocol) {
        return "127.255.0." + protocol.number();
    }

    @Override
    public boolean redirects() {
        return false;
    }

    @Override
    public List<String> at(Place place, List<String> command) {
        return command;
    }

    @Override
    public List<String> proxyAt(Place place, List<String> command) {
        return command;
    }

    @Override
    public void share(Path directory) {
        // All processes are ours.
    }

    @Override
    public void redirect(Place place, int port) {
        // A load names its proxy.
    }

    @Override
    public @Nullable InetSocketAddress leadTo(ProxySubject subject, ProxyWork.Protocol protocol) {
        return subject.addresses().get(protocol);
    }

    @Override
    public void leadNowhere() {
        // Nothing was redirected.
    }

    @Override
    public void close() {
        // Nothing was made.
    }
}
