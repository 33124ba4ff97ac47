package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Tells TLS that names a server from everything else; see {@link ClientHello}. */
final class TlsDetector implements Detector<ClientTls> {

    /** A hello is at most 64 KiB, and comes in records of 16 KiB; whoever cuts it much finer does not mean to finish it. */
    private static final int LONGEST_HELLO_BYTES = 72 * 1024;

    private final ClientHello hello = new ClientHello();
    private int read;

    @Override
    public @Nullable ClientTls judge(ByteBuf received) {
        int start = received.readerIndex();
        ClientHello.Verdict verdict = hello.read(received, start + read, received.writerIndex());
        read = received.readableBytes();
        return switch (verdict) {
            case NOT_TLS -> new ClientTls.None();
            case SERVER_NAMED -> new ClientTls.Hello(hello.serverName());
            case MORE -> read > LONGEST_HELLO_BYTES ? new ClientTls.None() : null;
        };
    }

    @Override
    public ClientTls timedOut() {
        return new ClientTls.Undecided();
    }

    /** Whoever ends before the end of a hello has not said one. */
    @Override
    public ClientTls ended(boolean silent) {
        return new ClientTls.None();
    }

    @Override
    public ClientTls gone() {
        return new ClientTls.Broken();
    }
}
