package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The request whose fields a section holds: whether it is one (RFC 9113 section 8.3.1), and the neutral view of it. Reused from
 * request to request. Event loop only.
 */
final class Http2Request implements RequestHead {

    private final FieldSection fields;
    private @Nullable Field method;
    private @Nullable Field scheme;
    private @Nullable Field path;
    private @Nullable Field authority;
    private long contentLength;

    Http2Request(FieldSection fields) {
        this.fields = fields;
    }

    /** Looks at what is in the section now. Returns false when it is malformed. */
    boolean read() {
        method = null;
        scheme = null;
        path = null;
        authority = null;
        contentLength = -1;
        if ((fields.marks() & (FieldMarks.ILLEGAL | FieldMarks.STATUS)) != 0) {
            return false;
        }
        long seen = 0;
        boolean regular = false;
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.get(i);
            long pseudo = field.marks() & FieldMarks.PSEUDO;
            if (pseudo == 0) {
                regular = true;
                if ((field.marks() & KnownHeader.CONTENT_LENGTH) != 0 && !readLength(field)) {
                    return false;
                }
            } else if (regular || (seen & pseudo) != 0) {
                return false;
            } else {
                seen |= pseudo;
                note(field, pseudo);
            }
        }
        return isConnect()
                ? seen == (FieldMarks.METHOD | FieldMarks.AUTHORITY)
                : (seen | FieldMarks.AUTHORITY)
                        == (FieldMarks.METHOD | FieldMarks.SCHEME | FieldMarks.PATH | FieldMarks.AUTHORITY);
    }

    private void note(Field field, long pseudo) {
        if (pseudo == FieldMarks.METHOD) {
            method = field;
        } else if (pseudo == FieldMarks.SCHEME) {
            scheme = field;
        } else if (pseudo == FieldMarks.PATH) {
            path = field;
        } else if (pseudo == FieldMarks.AUTHORITY) {
            authority = field;
        }
    }

    private boolean readLength(Field field) {
        long length = ContentLength.of(field.value());
        boolean legal = length >= 0 && (contentLength < 0 || contentLength == length);
        contentLength = length;
        return legal;
    }

    /** What {@code content-length} says, -1 = nothing. */
    long contentLength() {
        return contentLength;
    }

    boolean isConnect() {
        return method != null && method.hasValue("CONNECT");
    }

    boolean isHead() {
        return method != null && method.hasValue("HEAD");
    }

    /** Whether this is a call of gRPC, which wants its errors in trailers. */
    boolean isGrpc() {
        return (fields.marks() & FieldMarks.GRPC) != 0;
    }

    @Override
    public String method() {
        return method == null ? "" : method.text();
    }

    @Override
    public String version() {
        return "HTTP/2.0";
    }

    @Override
    public String target() {
        String named = authority();
        if (isConnect() || named == null) {
            return named == null ? path() : named;
        }
        return scheme() + "://" + named + path();
    }

    @Override
    public String scheme() {
        return scheme == null ? "http" : scheme.text();
    }

    @Override
    public String path() {
        return path == null ? "" : path.text();
    }

    @Override
    public @Nullable String authority() {
        Field named = authorityField();
        return named == null ? null : named.text();
    }

    /** {@code :authority}, else {@code host}; an empty one names nobody. */
    private @Nullable Field authorityField() {
        Field named = authority == null ? first(KnownHeader.HOST) : authority;
        return named == null || named.value().length == 0 ? null : named;
    }

    private @Nullable Field first(int known) {
        if ((fields.marks() & known) != 0) {
            for (int i = 0; i < fields.count(); i++) {
                if ((fields.get(i).marks() & known) != 0) {
                    return fields.get(i);
                }
            }
        }
        return null;
    }

    private @Nullable Field destinationField(Naming by) {
        Field naming = first(KnownHeader.of(by));
        return naming == null ? authorityField() : naming;
    }

    @Override
    public @Nullable String destination(Naming by) {
        Field named = destinationField(by);
        return named == null ? null : named.text();
    }

    @Override
    public boolean isFor(Naming by, String destination) {
        Field named = destinationField(by);
        return named != null && named.hasValue(destination);
    }

    @Override
    public @Nullable String header(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < fields.count(); i++) {
            if (fields.get(i).isNamed(bytes)) {
                return fields.get(i).text();
            }
        }
        return null;
    }

    @Override
    public boolean anyHeader(String name, Predicate<String> test) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.get(i);
            if (field.isNamed(bytes) && test.test(field.text())) {
                return true;
            }
        }
        return false;
    }
}
