package io.reactivemesh.proxy.admin;

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
}
