package io.reactivemesh.proxy.admin;

/**
 * An answer of the admin server.
 *
 * @param allow methods the resource knows, empty when that is not what the answer is about
 */
record AdminResponse(int status, String contentType, String body, String allow) {

    static AdminResponse text(int status, String body) {
        return new AdminResponse(status, "text/plain", body, "");
    }

    static AdminResponse json(int status, String body) {
        return new AdminResponse(status, "application/json", body, "");
    }

    static AdminResponse methodNotAllowed(String allow) {
        return new AdminResponse(405, "text/plain", "", allow);
    }
}
