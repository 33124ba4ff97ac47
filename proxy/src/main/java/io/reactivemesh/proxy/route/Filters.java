package io.reactivemesh.proxy.route;

import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Filters in the order in which they apply. The first that answers ends it.
 *
 * @param list empty = none
 */
public record Filters(List<Filter> list) {

    /** No filter. */
    public static final Filters NONE = new Filters(List.of());

    private static final int FAILED_PRECONDITION = 9;

    /** Copies the list. */
    public Filters {
        list = List.copyOf(list);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return list.isEmpty();
    }

    /**
     * The layer that applies them to requests.
     *
     * @param by the match that leads here
     * @param random decides which requests fail
     */
    public Layer<HttpCall> layer(RequestMatch by, RandomGenerator random) {
        return below -> isEmpty()
                ? below
                : call -> {
                    Refusal answer = apply(call.request(), by, call.edits(), random);
                    if (answer == null) {
                        below.call(call);
                    } else {
                        call.refuse(answer);
                    }
                };
    }

    /**
     * Applies them to a request.
     *
     * @param head the request as it came
     * @param by the match that has found the route
     * @param edits where changes of headers are noted
     * @param random decides which requests fail
     * @return the answer that ends the request here, or null when it goes on
     */
    public @Nullable Refusal apply(RequestHead head, RequestMatch by, HeadEdits edits, RandomGenerator random) {
        for (Filter filter : list) {
            Refusal answer = switch (filter) {
                case Filter.EditRequest(var edit) -> {
                    edits.request(edit);
                    yield null;
                }
                case Filter.EditResponse(var edit) -> {
                    edits.response(edit);
                    yield null;
                }
                case Filter.RedirectTo(var redirect) -> redirect.answer(head, by);
                case Filter.FailHttp fail ->
                    fail.share().hits(random)
                            ? Refusal.injected(fail.status(), FAILED_PRECONDITION, fail.message())
                            : null;
                case Filter.FailGrpc fail ->
                    fail.share().hits(random) ? Refusal.injected(200, fail.code(), fail.message()) : null;
            };
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }
}
