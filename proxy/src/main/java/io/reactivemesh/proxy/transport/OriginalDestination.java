package io.reactivemesh.proxy.transport;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells where an accepted connection was going before the kernel redirected it here. */
@FunctionalInterface
public interface OriginalDestination {

    /** For platforms and tests without redirection. */
    OriginalDestination NONE = _ -> null;

    /**
     * The address the client connected to.
     *
     * @return resolved; null when the connection was not redirected
     */
    @Nullable
    InetSocketAddress of(SocketChannel accepted);

    /** Asks the kernel's connection tracking, by {@code SO_ORIGINAL_DST}; needs the epoll transport. */
    static OriginalDestination fromKernel() {
        RawUnixChannelOption v4 = new RawUnixChannelOption("SO_ORIGINAL_DST", 0, 80, 16);
        RawUnixChannelOption v6 = new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", 41, 80, 28);
        return accepted -> {
            if (!(accepted instanceof EpollSocketChannel)) {
                return null;
            }
            boolean isV4 = accepted.remoteAddress().getAddress() instanceof Inet4Address;
            try {
                ByteBuffer raw = accepted.config().getOption(isV4 ? v4 : v6);
                return raw == null ? null : parse(raw, isV4);
            } catch (ChannelException e) {
                // "No such file or directory": connection tracking knows nothing of it.
                return null;
            }
        };
    }

    /**
     * Reads a {@code sockaddr_in} or {@code sockaddr_in6}: family, port in network order, then the address.
     *
     * @return null when it holds no address
     */
    private static @Nullable InetSocketAddress parse(ByteBuffer raw, boolean v4) {
        byte[] bytes = new byte[raw.remaining()];
        raw.get(bytes);
        int addressAt = v4 ? 4 : 8;
        int addressBytes = v4 ? 4 : 16;
        if (bytes.length < addressAt + addressBytes) {
            return null;
        }
        int port = ((bytes[2] & 0xFF) << 8) | (bytes[3] & 0xFF);
        try {
            byte[] address = Arrays.copyOfRange(bytes, addressAt, addressAt + addressBytes);
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
