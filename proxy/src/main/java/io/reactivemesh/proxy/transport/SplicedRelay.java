package io.reactivemesh.proxy.transport;

import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two connections whose bytes the kernel passes on by itself, in both directions: a relay that has turned out to be a transfer.
 *
 * <p>The channels stay open and leave the event loop's care; their sockets are watched here in their place. Half-close, errors and
 * byte counts are as in a relay that copies. Event loop only.
 */
final class SplicedRelay {

    private static final Logger LOG = LoggerFactory.getLogger(SplicedRelay.class);

    /** What the kernel tells anyhow. Netty takes a request for no events at all for no request. */
    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLERR;

    private final Side one;
    private final Side two;
    private boolean closed;

    private SplicedRelay(RelayHalf one, RelayHalf two) throws IOException {
        EpollSocketChannel first = (EpollSocketChannel) one.channel();
        EpollSocketChannel second = (EpollSocketChannel) two.channel();
        SplicePipe there = new SplicePipe(first.fd(), second.fd());
        try {
            SplicePipe back = new SplicePipe(second.fd(), first.fd());
            this.one = new Side(one, first, there, back);
            this.two = new Side(two, second, back, there);
        } catch (IOException e) {
            there.close();
            throw e;
        }
        this.one.other = this.two;
        this.two.other = this.one;
    }

    /**
     * Whether both connections are ours to the socket: nothing between the half and the kernel that would change a byte, on one
     * event loop, and not ended on any side.
     */
    static boolean possible(RelayHalf one, RelayHalf two) {
        return one.channel() instanceof EpollSocketChannel first
                && two.channel() instanceof EpollSocketChannel second
                && first.eventLoop().equals(second.eventLoop())
                && one.isAlone()
                && two.isAlone()
                && one.isWholeOpen()
                && two.isWholeOpen();
    }

    /**
     * Takes two joined halves over, which have nothing left to write and have stopped reading.
     *
     * @return null when there are no more file descriptors for pipes: the halves go on as they are
     */
    static @Nullable SplicedRelay of(RelayHalf one, RelayHalf two) {
        try {
            return new SplicedRelay(one, two);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("Relay goes on copying");
            return null;
        }
    }

    /** Begins once the event loop has let go of both channels. */
    void start() {
        ChannelFuture first = one.channel.deregister();
        ChannelFuture second = two.channel.deregister();
        first.addListener(_ -> second.addListener(_ -> {
            one.watch();
            two.watch();
            one.move();
        }));
    }

    /** Closes both connections, whatever is under way. Idempotent. */
    void close() {
        if (!closed) {
            closed = true;
            one.end();
            two.end();
        }
    }

    private void failed(IOException cause) {
        String errno = ConnectionMeter.errno(cause);
        one.half.broken(errno);
        two.half.broken(errno);
        close();
    }

    /** One of the connections, its socket as the event loop sees it, and the pipe that it fills. */
    private final class Side implements EpollIoHandle {

        private final RelayHalf half;
        private final EpollSocketChannel channel;
        private final SplicePipe sends;
        private final SplicePipe receives;
        private @Nullable Side other;
        private @Nullable IoRegistration registration;
        private EpollIoOps watched = NOTHING;
        private boolean hungUp;
        private boolean passedEnd;
        private boolean turnAhead;

        Side(RelayHalf half, EpollSocketChannel channel, SplicePipe sends, SplicePipe receives) {
            this.half = half;
            this.channel = channel;
            this.sends = sends;
            this.receives = receives;
        }

        void watch() {
            if (closed) {
                return;
            }
            ((IoEventLoop) channel.eventLoop()).register(this).addListener(done -> {
                if (done.isSuccess()) {
                    registration = (IoRegistration) done.getNow();
                    interest();
                } else {
                    failed(new IOException("event loop: takes no socket", done.cause()));
                }
            });
        }

        @Override
        public FileDescriptor fd() {
            return channel.fd();
        }

        @Override
        public void handle(IoRegistration source, IoEvent event) {
            EpollIoOps ready = ((EpollIoEvent) event).ops();
            boolean broken = ready.contains(EpollIoOps.EPOLLERR);
            if (ready.contains(EpollIoOps.EPOLLRDHUP)) {
                hungUp = true;
                sends.sourceEnds();
            }
            if (broken || hungUp || ready.contains(EpollIoOps.EPOLLIN)) {
                move();
            }
            Side peer = other;
            if (peer != null && (broken || ready.contains(EpollIoOps.EPOLLOUT))) {
                peer.move();
            }
        }

        /** Passes on what this side has sent, and its end. */
        void move() {
            Side peer = other;
            if (closed || peer == null) {
                return;
            }
            try {
                SplicePipe.Wait waits = sends.move();
                half.meter().read(sends.received());
                peer.half.meter().wrote(sends.sent());
                if (waits == SplicePipe.Wait.ENDED && !passedEnd) {
                    passedEnd = true;
                    peer.channel.shutdownOutput();
                    if (peer.passedEnd) {
                        close();
                        return;
                    }
                }
                interest();
                peer.interest();
            } catch (IOException e) {
                failed(e);
            }
        }

        /** Asks to be woken by nothing but what one of the directions waits for. */
        private void interest() {
            if (sends.waits() == SplicePipe.Wait.TURN) {
                takeTurn();
            }
            if (registration == null) {
                return;
            }
            if (hungUp && receives.waits() == SplicePipe.Wait.ENDED) {
                // Ended both ways: the kernel would go on saying so, and nothing else.
                registration.cancel();
                registration = null;
                return;
            }
            EpollIoOps wanted = hungUp ? NOTHING : NOTHING.with(EpollIoOps.EPOLLRDHUP);
            if (sends.waits() == SplicePipe.Wait.SOURCE) {
                wanted = wanted.with(EpollIoOps.EPOLLIN);
            }
            if (receives.waits() == SplicePipe.Wait.DESTINATION) {
                wanted = wanted.with(EpollIoOps.EPOLLOUT);
            }
            if (!wanted.equals(watched)) {
                watched = wanted;
                registration.submit(wanted);
            }
        }

        /** Goes on when others have had their turn. */
        private void takeTurn() {
            if (!turnAhead) {
                turnAhead = true;
                channel.eventLoop().execute(() -> {
                    turnAhead = false;
                    move();
                });
            }
        }

        void end() {
            if (registration != null) {
                registration.cancel();
            }
            try {
                sends.close();
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("reason", e.getMessage()).log("Pipe not closed");
            }
            channel.close();
            half.spliceEnded();
        }

        /** The event loop shuts down. */
        @Override
        public void close() {
            SplicedRelay.this.close();
        }
    }
}
