package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.RequestMatch;
import io.reactivemesh.discovery.model.ResponseMatch;
import io.reactivemesh.wire.destination.HttpStatusRange;
import io.reactivemesh.wire.destination.PathMatch;
import java.util.List;

/** The conditions of a ServiceProfile on the wire. */
final class Matches {
    private Matches() {}

    static io.reactivemesh.wire.destination.RequestMatch toWire(RequestMatch match) {
        var wire = io.reactivemesh.wire.destination.RequestMatch.newBuilder();
        switch (match) {
            case RequestMatch.All(List<RequestMatch> matches) -> wire.setAll(requests(matches));
            case RequestMatch.Any(List<RequestMatch> matches) -> wire.setAny(requests(matches));
            case RequestMatch.Not(RequestMatch negated) -> wire.setNot(toWire(negated));
            case RequestMatch.Path(String regex) ->
                wire.setPath(PathMatch.newBuilder().setRegex(regex));
            case RequestMatch.Method(String verb) -> wire.setMethod(Methods.toWire(verb));
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
}
