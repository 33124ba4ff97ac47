package io.reactivemesh.discovery.model.outbound;

/** What refuses a connection before it is forwarded. */
public enum OpaqueFilter {
    /** It may not go there. */
    FORBIDDEN
}
