package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Hands bytes to a socket without the channel's outbound buffer, its promises and its flush: for messages that nothing waits ahead of. What
 * the kernel does not take goes the ordinary way, whose back-pressure then holds. Event loop only.
 */
final class DirectSend {

    private final EpollSocketChannel channel;
    private final Socket socket;

    private DirectSend(EpollSocketChannel channel) {
        this.channel = channel;
        this.socket = (Socket) channel.fd();
    }

    /**
     * For a channel whose pipeline changes no byte.
     *
     * @return null when it is no epoll socket
     */
    static @Nullable DirectSend to(Channel channel) {
        return channel instanceof EpollSocketChannel epoll ? new DirectSend(epoll) : null;
    }

    /**
     * Sends as much as the kernel takes now, or nothing where other bytes wait; those that were sent are read from the buffer.
     *
     * @return whether that was all of it
     * @throws IOException when the socket is broken
     */
    boolean send(ByteBuf bytes) throws IOException {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() > 0 || !bytes.hasMemoryAddress()) {
            return false;
        }
        bytes.skipBytes(socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex()));
        return !bytes.isReadable();
    }
}
