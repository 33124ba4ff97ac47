package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.IpNetwork;
import io.reactivemesh.proxy.NameSuffixes;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A permit of an inbound policy: who comes from one of these networks, and proves what is asked for, may pass.
 *
 * @param name for labels
 */
public record Authorization(ResourceRef name, List<Network> networks, Authentication authentication) {

    /** Whoever connects from this machine itself: the controller's policies mean others. */
    static final Authorization LOOPBACK = new Authorization(
            ResourceRef.named("localhost"),
            List.of(Network.of("127.0.0.1/32"), Network.of("::1/128")),
            new Authentication.None());

    /** Copies the list. */
    public Authorization {
        networks = List.copyOf(networks);
    }

    /** Whether it lets this client in. */
    public boolean permits(Peer client) {
        return networks.stream().anyMatch(network -> network.contains(client.address()))
                && authentication.accepts(client);
    }

    /**
     * A block of addresses with holes.
     *
     * @param except parts of it that are left out
     */
    public record Network(IpNetwork block, List<IpNetwork> except) {

        /** Copies the list. */
        public Network {
            except = List.copyOf(except);
        }

        /** A block without holes, as {@code address/length}. */
        public static Network of(String block) {
            return new Network(IpNetwork.parse(block), List.of());
        }

        boolean contains(InetAddress address) {
            return block.contains(address) && except.stream().noneMatch(each -> each.contains(address));
        }
    }

    /** What a client has to prove. */
    public sealed interface Authentication {

        /** Whether it has. */
        boolean accepts(Peer client);

        /** Nothing. */
        record None() implements Authentication {

            @Override
            public boolean accepts(Peer client) {
                return true;
            }
        }

        /** That it is meshed; its name does not matter, it may have none. */
        record MeshTls() implements Authentication {

            @Override
            public boolean accepts(Peer client) {
                return client.meshTls();
            }
        }

        /**
         * That it has one of these names.
         *
         * @param suffixes of DNS names, with whole labels below them; the empty one is that of every name
         */
        record Identities(Set<String> names, NameSuffixes suffixes) implements Authentication {

            /** Any name will do. */
            public static final Identities ANY = new Identities(Set.of(), new NameSuffixes(List.of("")));

            private static final String URI = "spiffe://";

            /** Copies the set. */
            public Identities {
                names = Set.copyOf(names);
            }

            @Override
            public boolean accepts(Peer client) {
                @Nullable String identity = client.identity();
                return identity != null
                        && (names.contains(identity)
                                || suffixes.suffixes().stream()
                                        .anyMatch(suffix -> suffix.isEmpty()
                                                || (!identity.startsWith(URI) && identity.endsWith("." + suffix))));
            }
        }
    }
}
