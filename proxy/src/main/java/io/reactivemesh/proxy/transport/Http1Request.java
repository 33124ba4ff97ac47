package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.stack.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The neutral view of an indexed HTTP/1 request. Lives as long as its connection, shows the request now at hand. */
final class Http1Request implements RequestHead {

    private final Http1Head head;
    private @Nullable ByteBuf message;

    Http1Request(Http1Head head) {
        this.head = head;
    }

    /** Shows the request at the reader index of {@code newMessage}; null when there is none to look at any more. */
    void show(@Nullable ByteBuf newMessage) {
        message = newMessage;
    }

    @Override
    public String method() {
        return text(0, head.methodEnd);
    }

    @Override
    public String version() {
        return head.minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1";
    }

    @Override
    public String target() {
        return text(head.targetStart, head.targetEnd);
    }

    @Override
    public String scheme() {
        String target = head.form == Http1Head.Form.ABSOLUTE ? text(head.targetStart, head.authorityStart) : "";
        int end = target.indexOf("://");
        return end < 0 ? "http" : target.substring(0, end);
    }

    @Override
    public String path() {
        String target = target();
        return switch (head.form) {
            case ORIGIN, ASTERISK -> target;
            case AUTHORITY -> "";
            case ABSOLUTE -> {
                String path = target.substring(head.authorityEnd - head.targetStart);
                yield path.startsWith("/") ? path : "/" + path;
            }
        };
    }

    @Override
    public @Nullable String authority() {
        return head.hasAuthority() ? text(head.authorityStart, head.authorityEnd) : null;
    }

    @Override
    public @Nullable String destination(Naming by) {
        int naming = naming(by);
        return naming < 0 ? authority() : text(head.valueStart(naming), head.valueEnd(naming));
    }

    @Override
    public boolean isFor(Naming by, String destination) {
        int naming = naming(by);
        int from = naming < 0 ? head.authorityStart : head.valueStart(naming);
        int to = naming < 0 ? head.authorityEnd : head.valueEnd(naming);
        if (to - from != destination.length()) {
            return false;
        }
        ByteBuf bytes = bytes();
        int at = bytes.readerIndex() + from;
        for (int i = 0; i < destination.length(); i++) {
            if ((bytes.getByte(at + i) & 0xFF) != destination.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The index of the header that names another destination, or -1. */
    private int naming(Naming by) {
        int known = KnownHeader.of(by);
        return head.has(known) ? head.indexOf(known) : -1;
    }

    @Override
    public @Nullable String header(String name) {
        for (int i = 0; i < head.count(); i++) {
            int start = head.start(i);
            int length = head.nameEnd(i) - start;
            if (length == name.length() && spells(start, name)) {
                return text(head.valueStart(i), head.valueEnd(i));
            }
        }
        return null;
    }

    @Override
    public boolean anyHeader(String name, Predicate<String> test) {
        for (int i = 0; i < head.count(); i++) {
            int start = head.start(i);
            boolean named = head.nameEnd(i) - start == name.length() && spells(start, name);
            if (named && test.test(text(head.valueStart(i), head.valueEnd(i)))) {
                return true;
            }
        }
        return false;
    }

    private boolean spells(int from, String lowerCase) {
        ByteBuf bytes = bytes();
        int at = bytes.readerIndex() + from;
        for (int i = 0; i < lowerCase.length(); i++) {
            if (Ascii.lower(bytes.getByte(at + i)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private ByteBuf bytes() {
        ByteBuf bytes = message;
        if (bytes == null) {
            throw new IllegalStateException("request head: already sent (expected: asked for before the endpoint)");
        }
        return bytes;
    }

    private String text(int from, int to) {
        ByteBuf bytes = bytes();
        return bytes.toString(bytes.readerIndex() + from, to - from, StandardCharsets.ISO_8859_1);
    }
}
