package io.reactivemesh.proxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** An address of this machine where connections are refused for as long as this is open: bound, so that nobody else takes it. */
public final class RefusingAddress implements AutoCloseable {

    private final Socket bound = new Socket();

    private RefusingAddress() throws IOException {
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Takes an address that is free. */
    public static RefusingAddress take() {
        try {
            return new RefusingAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address. */
    public InetSocketAddress address() {
        return (InetSocketAddress) bound.getLocalSocketAddress();
    }

    @Override
    public void close() {
        try {
            bound.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
