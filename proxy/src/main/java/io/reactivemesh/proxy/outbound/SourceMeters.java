package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.ErrorMeter;
import io.reactivemesh.proxy.transport.ConnectionMeter;

/**
 * The meters of accepted connections that were going to one address.
 *
 * @param accepted the connections themselves
 * @param errors those that failed without a response
 */
record SourceMeters(ConnectionMeter accepted, ErrorMeter errors) {

    void release() {
        accepted.release();
        errors.release();
    }
}
