package io.reactivemesh.discovery.grpc;

/** What the discovery services report of their streams. Any thread; must not block. */
public interface DiscoveryObserver {
    /** Nobody watches. */
    DiscoveryObserver NONE = new DiscoveryObserver() {
        @Override
        public void opened(Method method) {}

        @Override
        public void closed(Method method) {}

        @Override
        public void sent(Method method) {}
    };

    /** The streaming methods. */
    enum Method {
        GET,
        GET_PROFILE,
        HISTORY
    }

    /** A stream was opened; told before its first message. Requests that can't be understood open none. */
    void opened(Method method);

    /** A stream ended, for whatever reason; told once for each that was opened. */
    void closed(Method method);

    /** A message was handed to a stream. */
    void sent(Method method);
}
