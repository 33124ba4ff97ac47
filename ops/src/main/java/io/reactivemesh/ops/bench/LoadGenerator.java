package io.reactivemesh.ops.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * An HTTP/1.1 load generator on one thread: a fixed number of keep-alive connections, each with one request in flight.
 *
 * <p>Without a rate the loop is closed: the next request leaves when the answer is there. With a rate it is open: requests are due at fixed
 * times whatever the answers do, and latency counts from when a request was due, so that a stalled server is not flattered by the requests
 * that it kept from being sent (coordinated omission; G. Tene, "How not to measure latency").
 */
final class LoadGenerator implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    /**
     * What is asked of whom.
     *
     * @param target where to connect
     * @param authority the Host header
     * @param path the request target
     * @param connections at least 1
     * @param requestsPerSecond over all connections; 0 = as many as will go
     */
    record Load(InetSocketAddress target, String authority, String path, int connections, int requestsPerSecond) {}

    /**
     * What came of it.
     *
     * @param requests answered with 200 in the measured time
     * @param failures answered otherwise, or not at all
     * @param latency of the answered ones, in nanoseconds
     */
    record Result(long requests, long failures, Duration elapsed, Histogram latency) {
        double requestsPerSecond() {
            return requests * 1e9 / elapsed.toNanos();
        }

        double quantileMillis(double quantile) {
            return latency.getValueAtPercentile(quantile * 100) / 1e6;
        }
    }

    /** Runs a load for a time; blocks. The connections are closed afterwards. */
    Result run(Load load, Duration length) throws InterruptedException {
        Tally tally = new Tally();
        ByteBuf request = request(load);
        List<Channel> channels = new ArrayList<>();
        try {
            connect(load, request, tally, channels);
            long began = System.nanoTime();
            long interval = load.requestsPerSecond() == 0
                    ? 0
                    : TimeUnit.SECONDS.toNanos(load.connections()) / load.requestsPerSecond();
            for (int i = 0; i < channels.size(); i++) {
                long offset = interval * i / channels.size();
                LoadConnection connection = channels.get(i).pipeline().get(LoadConnection.class);
                channels.get(i).eventLoop().execute(() -> connection.begin(began + offset, interval));
            }
            CompletableFuture<Result> result = new CompletableFuture<>();
            channels.getFirst()
                    .eventLoop()
                    .schedule(
                            () -> result.complete(tally.close(Duration.ofNanos(System.nanoTime() - began))),
                            length.toNanos(),
                            TimeUnit.NANOSECONDS);
            return result.join();
        } finally {
            for (Channel channel : channels) {
                channel.close().sync();
            }
            request.release();
        }
    }

    private static ByteBuf request(Load load) {
        byte[] request = ("GET " + load.path() + " HTTP/1.1\r\nHost: " + load.authority()
                        + "\r\nUser-Agent: mesh-bench\r\nAccept: */*\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return Unpooled.directBuffer(request.length).writeBytes(request);
    }

    private void connect(Load load, ByteBuf request, Tally tally, List<Channel> channels) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 3000)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new LoadConnection(request, tally));
                    }
                });
        for (int i = 0; i < load.connections(); i++) {
            channels.add(bootstrap.connect(load.target()).sync().channel());
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** What all connections of a run count into; event loop only. */
    static final class Tally {
        private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        private long failures;
        private boolean closed;

        void answered(long nanos) {
            if (!closed) {
                latency.recordValue(Math.min(nanos, latency.getHighestTrackableValue()));
            }
        }

        void failed() {
            if (!closed) {
                failures++;
            }
        }

        boolean closed() {
            return closed;
        }

        private Result close(Duration elapsed) {
            closed = true;
            return new Result(latency.getTotalCount(), failures, elapsed, latency);
        }
    }
}
