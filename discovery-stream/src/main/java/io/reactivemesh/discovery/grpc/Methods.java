package io.reactivemesh.discovery.grpc;

import io.reactivemesh.wire.httptypes.HttpMethod;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Verbs on the wire ({@code http_types.proto}). */
final class Methods {
    private static final Map<String, HttpMethod.Registered> REGISTERED = Stream.of(HttpMethod.Registered.values())
            .filter(verb -> verb != HttpMethod.Registered.UNRECOGNIZED)
            .collect(Collectors.toUnmodifiableMap(HttpMethod.Registered::name, Function.identity()));

    private Methods() {}

    /**
     * A verb.
     *
     * @param verb upper case
     */
    static HttpMethod toWire(String verb) {
        HttpMethod.Registered registered = REGISTERED.get(verb);
        return registered != null
                ? HttpMethod.newBuilder().setRegistered(registered).build()
                : HttpMethod.newBuilder().setUnregistered(verb).build();
    }
}
