package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldSection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code l5d-orig-proto} says: a message that one proxy sends to another in HTTP/2 was HTTP/1, of which version, and in which form
 * its target was.
 *
 * @param minorVersion 0 or 1
 * @param absoluteForm whether the target was a whole URI; requests only
 */
record OrigProto(int minorVersion, boolean absoluteForm) {

    static final String NAME = "l5d-orig-proto";

    private static final String ABSOLUTE = "; absolute-form";

    /** What a message says of itself; null when it says nothing that is understood. */
    static @Nullable OrigProto of(FieldSection fields) {
        if ((fields.marks() & KnownHeader.L5D_ORIG_PROTO) == 0) {
            return null;
        }
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.get(i);
            if ((field.marks() & KnownHeader.L5D_ORIG_PROTO) != 0) {
                return parse(field.text());
            }
        }
        return null;
    }

    private static @Nullable OrigProto parse(String value) {
        String version = value.toUpperCase(Locale.ROOT);
        boolean absolute = value.endsWith(ABSOLUTE);
        if (version.startsWith("HTTP/1.1")) {
            return new OrigProto(1, absolute);
        }
        return version.startsWith("HTTP/1.0") ? new OrigProto(0, absolute) : null;
    }

    /** The value of the header. */
    String text() {
        return "HTTP/1." + minorVersion + (absoluteForm ? ABSOLUTE : "");
    }
}
