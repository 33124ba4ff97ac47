package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldSection;

/** What makes fields a response (RFC 9113 section 8.3.2). */
final class Http2Response {

    private static final long NOT_IN_RESPONSES =
            FieldMarks.ILLEGAL | FieldMarks.METHOD | FieldMarks.SCHEME | FieldMarks.AUTHORITY | FieldMarks.PATH;

    private Http2Response() {}

    /** Whether the fields are a response: one status, before anything else, and nothing that may not be there. */
    static boolean isLegal(FieldSection fields) {
        if (fields.overflowed()
                || fields.count() == 0
                || (fields.marks() & NOT_IN_RESPONSES) != 0
                || (fields.get(0).marks() & FieldMarks.STATUS) == 0) {
            return false;
        }
        for (int i = 1; i < fields.count(); i++) {
            if ((fields.get(i).marks() & FieldMarks.STATUS) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The value of the first field with one of these marks, which occurs. */
    static String text(FieldSection fields, long marks) {
        int i = 0;
        while ((fields.get(i).marks() & marks) == 0) {
            i++;
        }
        return fields.get(i).text();
    }

    /** What {@code content-length} says; -1 = nothing that could be checked. */
    static long contentLength(FieldSection fields) {
        if ((fields.marks() & KnownHeader.CONTENT_LENGTH) != 0) {
            for (int i = 0; i < fields.count(); i++) {
                Field field = fields.get(i);
                if ((field.marks() & KnownHeader.CONTENT_LENGTH) != 0) {
                    return ContentLength.of(field.value());
                }
            }
        }
        return -1;
    }
}
