package io.reactivemesh.actors;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.destination.Update;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps streams open as a proxy does, one {@code Get} or {@code GetProfile} per authority, and folds what they say. */
public final class DiscoveryClient {
    /** What is known of a profile before its stream has said anything. */
    public static final String NOTHING_YET = "nothing yet";

    private final String contextToken;
    private final SortedMap<String, Destination> destinations = new TreeMap<>();
    private final SortedMap<String, Profile> profiles = new TreeMap<>();

    /**
     * A client that has nothing open yet.
     *
     * @param destinations authorities to get
     * @param profiles authorities to get the profile of
     * @param contextToken says who asks; empty = does not say
     */
    public DiscoveryClient(Collection<String> destinations, Collection<String> profiles, String contextToken) {
        this.contextToken = contextToken;
        destinations.forEach(authority -> this.destinations.put(authority, new Destination(authority)));
        profiles.forEach(authority -> this.profiles.put(authority, new Profile(authority)));
    }

    /** A connection to a server; close it when the server goes. */
    public static ManagedChannel connect(InetSocketAddress server) {
        return NettyChannelBuilder.forAddress(server).usePlaintext().build();
    }

    /** Opens what is not open, and says what is known now: authority → {@code ip:port} → {@link WireWords#details}. */
    public SortedMap<String, SortedMap<String, String>> destinations(ManagedChannel channel) {
        SortedMap<String, SortedMap<String, String>> known = new TreeMap<>();
        destinations.forEach((authority, stream) -> {
            stream.open(channel);
            known.put(authority, stream.known());
        });
        return known;
    }

    /** Opens what is not open, and says what is known now: authority → {@link WireWords#profile}; {@code none} = no such Service. */
    public SortedMap<String, String> profiles(ManagedChannel channel) {
        SortedMap<String, String> known = new TreeMap<>();
        profiles.forEach((authority, stream) -> {
            stream.open(channel);
            known.put(authority, stream.known());
        });
        return known;
    }

    private GetDestination request(String authority) {
        return GetDestination.newBuilder()
                .setPath(authority)
                .setContextToken(contextToken)
                .build();
    }

    /** One authority: the last good answer outlives the stream, and the first message of the next one replaces it. */
    private abstract static class Stream<M> {
        private @Nullable ManagedChannel open;

        /** Begins to listen. */
        abstract void call(ManagedChannel channel, StreamObserver<M> messages);

        /** Takes in a message. */
        abstract void update(M message, boolean first);

        /** There is no such Service. */
        abstract void clear();

        synchronized void open(ManagedChannel channel) {
            if (!channel.equals(open)) {
                open = channel;
                call(channel, new Messages(channel));
            }
        }

        private synchronized void ended(ManagedChannel channel, Status status) {
            if (status.getCode() == Status.Code.NOT_FOUND) {
                clear();
            }
            if (channel.equals(open)) {
                open = null;
            }
        }

        private final class Messages implements StreamObserver<M> {
            private final ManagedChannel channel;
            private boolean first = true;

            private Messages(ManagedChannel channel) {
                this.channel = channel;
            }

            @Override
            public void onNext(M message) {
                synchronized (Stream.this) {
                    update(message, first);
                }
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

    private final class Destination extends Stream<Update> {
        private final String authority;
        private final SortedMap<String, String> addresses = new TreeMap<>();

        private Destination(String authority) {
            this.authority = authority;
        }

        synchronized SortedMap<String, String> known() {
            return new TreeMap<>(addresses);
        }

        @Override
        void call(ManagedChannel channel, StreamObserver<Update> messages) {
            DestinationGrpc.newStub(channel).get(request(authority), messages);
        }

        @Override
        void update(Update update, boolean first) {
            if (first || update.hasNoEndpoints()) {
                addresses.clear();
            }
            update.getAdd()
                    .getAddrsList()
                    .forEach(endpoint ->
                            addresses.put(WireWords.address(endpoint.getAddr()), WireWords.details(endpoint)));
            update.getRemove().getAddrsList().forEach(address -> addresses.remove(WireWords.address(address)));
        }

        @Override
        void clear() {
            addresses.clear();
        }
    }

    private final class Profile extends Stream<DestinationProfile> {
        private final String authority;
        private String newest = NOTHING_YET;

        private Profile(String authority) {
            this.authority = authority;
        }

        synchronized String known() {
            return newest;
        }

        @Override
        void call(ManagedChannel channel, StreamObserver<DestinationProfile> messages) {
            DestinationGrpc.newStub(channel).getProfile(request(authority), messages);
        }

        @Override
        void update(DestinationProfile profile, boolean first) {
            newest = WireWords.profile(profile);
        }

        @Override
        void clear() {
            newest = "none";
        }
    }
}
