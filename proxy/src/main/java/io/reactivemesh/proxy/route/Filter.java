package io.reactivemesh.proxy.route;

import io.reactivemesh.proxy.stack.HeaderEdit;

/** One thing that a route or a backend does with the requests that come to it. */
public sealed interface Filter {

    /** Changes the request's headers. */
    record EditRequest(HeaderEdit edit) implements Filter {}

    /** Changes the response's headers. */
    record EditResponse(HeaderEdit edit) implements Filter {}

    /** Answers with a redirect. */
    record RedirectTo(Redirect redirect) implements Filter {}

    /**
     * Answers a share of the requests with a failure.
     *
     * @param status 100 to 599
     */
    record FailHttp(int status, String message, Ratio share) implements Filter {

        /** Checks the status. */
        public FailHttp {
            if (status < 100 || status > 599) {
                throw new IllegalArgumentException("injected status: " + status + " (expected: 100 to 599)");
            }
        }
    }

    /**
     * Answers a share of the calls with a failure in gRPC's terms.
     *
     * @param code a gRPC status, 0 to 16
     */
    record FailGrpc(int code, String message, Ratio share) implements Filter {

        /** Codes that gRPC does not know mean UNKNOWN to its clients. */
        public FailGrpc {
            code = code < 0 || code > 16 ? 2 : code;
        }
    }
}
