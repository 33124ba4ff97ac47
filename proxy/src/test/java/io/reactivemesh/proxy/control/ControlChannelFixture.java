package io.reactivemesh.proxy.control;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.grpc.GrpcCall;
import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;

/** A channel to servers that do, frame by frame, what gRPC servers may do, and calls that tell what they hear. */
abstract class ControlChannelFixture {

    static final String[] HEAD = {":status", "200", "content-type", "application/grpc"};
    static final GetDestination REQUEST =
            GetDestination.newBuilder().setPath("web:80").build();

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    final EventLoop loop = group.next();
    final Metrics metrics = new Metrics(ProxyMetrics.all(), System::nanoTime, Duration.ofMinutes(10));
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AtomicReference<ControlChannel> opened = new AtomicReference<>();

    @AfterEach
    void stop() {
        ControlChannel channel = opened.get();
        if (channel != null) {
            loop.execute(channel::close);
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    ControlChannel channel(InetSocketAddress... servers) {
        ControlAddress address = new ControlAddress("dst.test", 8086, null);
        ControlMetrics observer = new ControlMetrics(metrics, "destination", address, System::nanoTime);
        ControlChannel channel = WireFixture.channels(loop)
                .plaintext(
                        address,
                        AddressSource.of(servers),
                        new Backoff(Duration.ofMillis(10), Duration.ofMillis(100), 0),
                        new SplittableRandom(1),
                        observer);
        opened.set(channel);
        loop.execute(channel::open);
        return channel;
    }

    GrpcCall<GetDestination, DestinationProfile> call(ControlChannel channel, int answers) {
        GrpcCall<GetDestination, DestinationProfile> call = channel.call(ControlMethods.GET_PROFILE);
        loop.execute(() -> start(call, answers));
        return call;
    }

    void start(GrpcCall<GetDestination, DestinationProfile> call, int answers) {
        call.start(REQUEST, new GrpcCall.Listener<>() {
            @Override
            public void message(DestinationProfile message) {
                told.add(message.getFullyQualifiedName());
            }

            @Override
            public void closed(GrpcStatus status) {
                told.add(status.toString());
            }
        });
        if (answers > 0) {
            call.request(answers);
        }
    }

    String next() throws InterruptedException {
        return String.valueOf(told.poll(10, TimeUnit.SECONDS));
    }

    boolean metric(String line) {
        StringBuilder out = new StringBuilder();
        metrics.expose(out);
        return out.toString().contains(line + "\n");
    }

    static byte[] framed(String... names) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String name : names) {
            byte[] message = DestinationProfile.newBuilder()
                    .setFullyQualifiedName(name)
                    .build()
                    .toByteArray();
            out.writeBytes(
                    ByteBuffer.allocate(5).put((byte) 0).putInt(message.length).array());
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    static Http2Wire data(Http2Wire wire, int stream, byte[] bytes) {
        return wire.frame(Http2Wire.DATA, 0, stream, bytes);
    }

    /** Reads up to the end of a request; returns its head. */
    static Frame request(Http2Wire wire) {
        Frame head = wire.await(Http2Wire.HEADERS);
        String _ = wire.body(head.stream());
        return head;
    }
}
