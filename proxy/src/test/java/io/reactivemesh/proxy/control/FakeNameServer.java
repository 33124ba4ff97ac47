package io.reactivemesh.proxy.control;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A name server on loopback that knows the SRV records which a test puts into it. */
final class FakeNameServer implements AutoCloseable {

    /** One SRV record. */
    record Srv(int port, String target, int ttlSeconds) {}

    /** More than these do not fit a datagram. */
    private static final int MOST_IN_DATAGRAM = 20;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, List<Srv>> services = new ConcurrentHashMap<>();
    private final Channel stream;
    private final Channel datagrams;

    FakeNameServer() {
        stream = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(pipeline(TcpDnsQueryDecoder::new, TcpDnsResponseEncoder::new, ByStream::new))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        datagrams = new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(pipeline(DatagramDnsQueryDecoder::new, DatagramDnsResponseEncoder::new, ByDatagram::new))
                .bind(address())
                .syncUninterruptibly()
                .channel();
    }

    @SafeVarargs
    private static ChannelInitializer<Channel> pipeline(Supplier<? extends ChannelHandler>... handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel created) {
                for (Supplier<? extends ChannelHandler> handler : handlers) {
                    created.pipeline().addLast(handler.get());
                }
            }
        };
    }

    InetSocketAddress address() {
        return (InetSocketAddress) stream.localAddress();
    }

    /** Lets a name, with its trailing dot, have these records. */
    void service(String name, Srv... records) {
        services.put(name, List.of(records));
    }

    private final class ByDatagram extends SimpleChannelInboundHandler<DatagramDnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            InetSocketAddress client = query.sender();
            DatagramDnsResponse response = new DatagramDnsResponse(address(), client, query.id());
            answer(query.recordAt(DnsSection.QUESTION), response, MOST_IN_DATAGRAM);
            context.writeAndFlush(response);
        }
    }

    private final class ByStream extends SimpleChannelInboundHandler<DnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DnsQuery query) {
            DnsResponse response = new DefaultDnsResponse(query.id());
            answer(query.recordAt(DnsSection.QUESTION), response, Integer.MAX_VALUE);
            context.writeAndFlush(response);
        }
    }

    private void answer(DnsQuestion question, DnsResponse response, int most) {
        response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
        List<Srv> records = services.getOrDefault(question.name(), List.of());
        if (records.isEmpty() || !question.type().equals(DnsRecordType.SRV)) {
            response.setCode(DnsResponseCode.NXDOMAIN);
        } else if (records.size() > most) {
            response.setTruncated(true);
        } else {
            records.forEach(record -> response.addRecord(DnsSection.ANSWER, wire(question.name(), record)));
        }
    }

    private static DnsRecord wire(String name, Srv record) {
        ByteBuf content = Unpooled.buffer().writeShort(0).writeShort(100).writeShort(record.port());
        for (String label : record.target().split("\\.")) {
            content.writeByte(label.length()).writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        content.writeByte(0);
        return new DefaultDnsRawRecord(name, DnsRecordType.SRV, record.ttlSeconds(), content);
    }

    @Override
    public void close() {
        stream.close().syncUninterruptibly();
        datagrams.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
