package io.reactivemesh.proxy.admin;

import java.util.List;

/**
 * A request to the admin server, as far as its answers depend on it.
 *
 * @param path before the {@code ?}
 * @param query after the {@code ?}, undecoded; empty when there is none
 * @param accept value of the header, empty when it is missing
 * @param body as text
 * @param fromLoopback whether the peer is on this host
 */
record AdminRequest(String method, String path, String query, String accept, String body, boolean fromLoopback) {

    boolean get() {
        return method.equals("GET");
    }

    /** Whether JSON may be the answer; no Accept header accepts everything. */
    boolean acceptsJson() {
        if (accept.isBlank()) {
            return true;
        }
        for (String range : accept.split(",", -1)) {
            String type = range.strip().replaceFirst("\\s*;.*", "");
            if (List.of("application/json", "application/*", "*/*").contains(type)) {
                return true;
            }
        }
        return false;
    }
}
