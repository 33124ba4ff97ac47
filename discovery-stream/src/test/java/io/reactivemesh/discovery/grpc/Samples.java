package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.Http2ClientParams;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ProtocolHint;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Values of the vocabulary, by name and at random. */
final class Samples {
    private Samples() {}

    static Endpoint endpoint(String address) {
        return Endpoint.bare(address(address));
    }

    /** {@code ip:port}, IPv4. */
    static Address address(String text) {
        int colon = text.indexOf(':');
        return new Address(IpAddress.parse(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    static EndpointSet set(String... addresses) {
        return EndpointSet.of(
                Map.of("service", "web", "namespace", "emojivoto"),
                List.of(addresses).stream().map(Samples::endpoint).toList());
    }

    static Arbitrary<IpAddress> ips() {
        Arbitrary<IpAddress> v4 = Arbitraries.integers().map(IpAddress.V4::new);
        Arbitrary<IpAddress> v6 =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(IpAddress.V6::new);
        return Arbitraries.oneOf(v4, v6);
    }

    static Arbitrary<Endpoint> endpoints(Arbitrary<Address> addresses) {
        Arbitrary<String> words = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8);
        Arbitrary<TlsIdentity> identities = Arbitraries.oneOf(
                Combinators.combine(words, words.injectNull(0.3)).as(TlsIdentity.Dns::new),
                Combinators.combine(words, words.injectNull(0.3)).as(TlsIdentity.Uri::new));
        Arbitrary<Duration> durations =
                Arbitraries.longs().between(0, 600_000_000_000L).map(Duration::ofNanos);
        Arbitrary<Http2ClientParams> http2 = Combinators.combine(durations, durations, Arbitraries.of(true, false))
                .as(Http2ClientParams::new);
        return Combinators.combine(
                        addresses,
                        Arbitraries.integers().between(0, 100_000),
                        Arbitraries.maps(words, words).ofMaxSize(3),
                        identities.injectNull(0.3),
                        Arbitraries.of(ProtocolHint.class),
                        Arbitraries.integers().between(0, 65535),
                        words.injectNull(0.5),
                        http2.injectNull(0.5))
                .as(Endpoint::new);
    }

    static Arbitrary<Address> addresses() {
        return Combinators.combine(ips(), Arbitraries.integers().between(1, 65535))
                .as(Address::new);
    }
}
