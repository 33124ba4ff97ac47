package io.reactivemesh.actors;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.net.TcpAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Keeps one {@code Destination.Get} stream per authority open, as a proxy does, and folds what they say. */
final class DiscoveryClient {
    private final SortedMap<String, Stream> streams = new TreeMap<>();

    DiscoveryClient(List<String> authorities) {
        authorities.forEach(authority -> streams.put(authority, new Stream(authority)));
    }

    /** A connection to a server; close it when the server goes. */
    static ManagedChannel connect(InetSocketAddress server) {
        return NettyChannelBuilder.forAddress(server).usePlaintext().build();
    }

    /** Opens what is not open, and says what is known now: authority → {@code ip:port}. */
    SortedMap<String, SortedSet<String>> look(ManagedChannel channel) {
        SortedMap<String, SortedSet<String>> known = new TreeMap<>();
        streams.forEach((authority, stream) -> {
            stream.open(channel);
            known.put(authority, stream.known());
        });
        return known;
    }

    /** One authority: the last good answer outlives the stream, and the first message of the next one replaces it. */
    private static final class Stream {
        private final String authority;
        private final SortedSet<String> addresses = new TreeSet<>();
        private @Nullable ManagedChannel open;

        private Stream(String authority) {
            this.authority = authority;
        }

        synchronized SortedSet<String> known() {
            return new TreeSet<>(addresses);
        }

        synchronized void open(ManagedChannel channel) {
            if (!channel.equals(open)) {
                open = channel;
                DestinationGrpc.newStub(channel)
                        .get(GetDestination.newBuilder().setPath(authority).build(), new Messages(channel));
            }
        }

        private synchronized void update(Update update, boolean first) {
            if (first || update.hasNoEndpoints()) {
                addresses.clear();
            }
            update.getAdd().getAddrsList().stream()
                    .map(WeightedAddr::getAddr)
                    .forEach(address -> addresses.add(text(address)));
            update.getRemove().getAddrsList().forEach(address -> addresses.remove(text(address)));
        }

        private synchronized void ended(ManagedChannel channel, Status status) {
            if (status.getCode() == Status.Code.NOT_FOUND) {
                addresses.clear();
            }
            if (channel.equals(open)) {
                open = null;
            }
        }

        private static String text(TcpAddress address) {
            int ip = address.getIp().getIpv4();
            return (ip >>> 24) + "." + (ip >>> 16 & 255) + "." + (ip >>> 8 & 255) + "." + (ip & 255) + ":"
                    + address.getPort();
        }

        private final class Messages implements StreamObserver<Update> {
            private final ManagedChannel channel;
            private boolean first = true;

            private Messages(ManagedChannel channel) {
                this.channel = channel;
            }

            @Override
            public void onNext(Update update) {
                update(update, first);
                first = false;
            }

            @Override
            public void onError(Throwable failure) {
                ended(channel, Status.fromThrowable(failure));
            }

            @Override
            public void onCompleted() {
                ended(channel, Status.OK);
            }
        }
    }
}
