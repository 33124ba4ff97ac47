package io.reactivemesh.proxy.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One end of a TCP connection that reads and writes text, one byte a character. Every read gives up after five seconds. */
public final class Wire implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket;
    private final InputStream in;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects. */
    public static Wire connect(InetSocketAddress address) {
        try {
            return new Wire(new Socket(address.getAddress(), address.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects from an address of this machine. */
    public static Wire connect(InetSocketAddress address, InetAddress from) {
        try {
            return new Wire(new Socket(address.getAddress(), address.getPort(), from, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes on a connection. */
    public static Wire of(Socket socket) throws IOException {
        return new Wire(socket);
    }

    /** Sends text; {@code ~} stands for the end of a line. */
    public Wire send(String text) {
        try {
            socket.getOutputStream().write(text.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a message head, blank line included, in small letters, {@code ~} for each line end. Empty at the end. */
    public String head() {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = read();
            if (b < 0) {
                break;
            }
            head.append((char) b);
        }
        return head.toString().replace("\r\n", "~").toLowerCase(Locale.ROOT);
    }

    /** Reads up to the end of a line, and leaves that out. */
    public String line() {
        StringBuilder line = new StringBuilder();
        for (int b = read(); b >= 0 && b != '\n'; b = read()) {
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    /** Reads exactly that many characters, or what comes before the end. */
    public String text(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int b = read();
            if (b < 0) {
                break;
            }
            text.append((char) b);
        }
        return text.toString();
    }

    /** Sends bytes as they are. */
    public Wire send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads exactly that many bytes, or what comes before the end. */
    public byte[] bytes(int length) {
        try {
            return in.readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the other side ends its stream. */
    public String rest() {
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(in.readAllBytes());
            return all.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "~");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side has ended its stream, or broken it; waits for it. */
    public boolean ended() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends this side's stream; the other direction goes on. */
    public Wire finish() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes with a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
