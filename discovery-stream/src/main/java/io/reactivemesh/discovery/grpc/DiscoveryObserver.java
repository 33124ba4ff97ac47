package io.reactivemesh.discovery.grpc;

import io.grpc.Status;

/** What the discovery services report of their streams. Any thread; must not block. */
public interface DiscoveryObserver {
    /** Nobody watches. */
    DiscoveryObserver NONE = new DiscoveryObserver() {
        @Override
        public void opened(Method method) {}

        @Override
        public void closed(Method method, Status.Code code) {}

        @Override
        public void refused(Method method, Status.Code code) {}

        @Override
        public void sent(Method method) {}
    };

    /** The methods; one that answers once counts as a stream of one message. */
    enum Method {
        GET,
        GET_PROFILE,
        HISTORY,
        GET_OUTBOUND_POLICY,
        WATCH_OUTBOUND_POLICY
    }

    /** A stream was opened; told before its first message. Requests that can't be understood open none. */
    void opened(Method method);

    /**
     * A stream ended; told once for each that was opened.
     *
     * @param code what the client was told; CANCELLED = it left before
     */
    void closed(Method method, Status.Code code);

    /** A request was answered with a status instead of a stream. */
    void refused(Method method, Status.Code code);

    /** A message was handed to a stream. */
    void sent(Method method);
}
