package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the parts of the proxy bench run, and how a load finds the proxy that is measured. One thread. */
interface BenchNetwork extends AutoCloseable {

    /** Where something runs. The load generator is always at the client's. */
    enum Place {
        /** Neither client nor server: where the control plane is. */
        NODE,
        /** Where requests come from, and outbound proxies are. */
        CLIENT,
        /** Where the origin is, and inbound proxies are. */
        SERVER
    }

    /** The two addresses of the origin, as proxies at the client's place reach it. */
    List<String> originAddresses();

    /** What a listener binds to so that another place reaches it. */
    String bindAddress();

    /** Under which address proxies find the control plane. */
    String controlPlaneAddress();

    /**
     * The address of the bench's Service for a protocol; no two share one.
     *
     * @return an IPv4 address that nobody has
     */
    String serviceAddress(ProxyWork.Protocol protocol);

    /** Whether proxies find out from the kernel where a connection was going. */
    boolean redirects();

    /** A command as it runs at a place, by our user. */
    List<String> at(Place place, List<String> command);

    /** A command as it runs at a place by the user whose connections are not redirected. */
    List<String> proxyAt(Place place, List<String> command);

    /** Makes a folder one that proxies can write to. */
    void share(Path directory) throws IOException;

    /**
     * Leads what a pod's application sends (client's place), or what arrives at it (server's), to a port of the pod. Our proxies are started
     * after that, as a pod's are: the kernel would take connections that it has not followed from their beginning for new ones.
     */
    void redirect(Place place, int port) throws InterruptedException;

    /**
     * Leads what the load generator sends to a proxy, and to no other.
     *
     * @return where to send it; null = the subject cannot do that protocol
     */
    @Nullable
    InetSocketAddress leadTo(ProxySubject subject, ProxyWork.Protocol protocol) throws InterruptedException;

    /** Leads nothing anywhere any more, so that the next proxy can be looked at directly. */
    void leadNowhere() throws InterruptedException;

    @Override
    void close();
}
