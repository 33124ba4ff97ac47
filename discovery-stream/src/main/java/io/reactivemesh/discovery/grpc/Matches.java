package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.RequestMatch;
import io.reactivemesh.discovery.model.ResponseMatch;
import io.reactivemesh.wire.destination.HttpStatusRange;
import io.reactivemesh.wire.destination.PathMatch;
import io.reactivemesh.wire.httptypes.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditions of a ServiceProfile on the wire. */
final class Matches {
    private static final Map<String, HttpMethod.Registered> REGISTERED = Stream.of(HttpMethod.Registered.values())
            .filter(verb -> verb != HttpMethod.Registered.UNRECOGNIZED)
            .collect(Collectors.toUnmodifiableMap(HttpMethod.Registered::name, Function.identity()));

    private Matches() {}

    static io.reactivemesh.wire.destination.RequestMatch toWire(RequestMatch match) {
        var wire = io.reactivemesh.wire.destination.RequestMatch.newBuilder();
        switch (match) {
            case RequestMatch.All(List<RequestMatch> matches) -> wire.setAll(requests(matches));
            case RequestMatch.Any(List<RequestMatch> matches) -> wire.setAny(requests(matches));
            case RequestMatch.Not(RequestMatch negated) -> wire.setNot(toWire(negated));
            case RequestMatch.Path(String regex) ->
                wire.setPath(PathMatch.newBuilder().setRegex(regex));
            case RequestMatch.Method(String verb) -> wire.setMethod(method(verb));
        }
        return wire.build();
    }

    static io.reactivemesh.wire.destination.ResponseMatch toWire(ResponseMatch match) {
        var wire = io.reactivemesh.wire.destination.ResponseMatch.newBuilder();
        switch (match) {
            case ResponseMatch.All(List<ResponseMatch> matches) -> wire.setAll(responses(matches));
            case ResponseMatch.Any(List<ResponseMatch> matches) -> wire.setAny(responses(matches));
            case ResponseMatch.Not(ResponseMatch negated) -> wire.setNot(toWire(negated));
            case ResponseMatch.Status(int min, int max) ->
                wire.setStatus(HttpStatusRange.newBuilder().setMin(min).setMax(max));
        }
        return wire.build();
    }

    private static io.reactivemesh.wire.destination.RequestMatch.Seq requests(List<RequestMatch> matches) {
        return io.reactivemesh.wire.destination.RequestMatch.Seq.newBuilder()
                .addAllMatches(matches.stream().map(Matches::toWire).toList())
                .build();
    }

    private static io.reactivemesh.wire.destination.ResponseMatch.Seq responses(List<ResponseMatch> matches) {
        return io.reactivemesh.wire.destination.ResponseMatch.Seq.newBuilder()
                .addAllMatches(matches.stream().map(Matches::toWire).toList())
                .build();
    }

    private static HttpMethod method(String verb) {
        HttpMethod.Registered registered = REGISTERED.get(verb);
        return registered != null
                ? HttpMethod.newBuilder().setRegistered(registered).build()
                : HttpMethod.newBuilder().setUnregistered(verb).build();
    }
}
