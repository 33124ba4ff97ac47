package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.HeaderEdit.Header;
import java.nio.charset.StandardCharsets;

/** What layers want changed in a head, as the fields of an HTTP/2 head are changed. */
final class Http2Edits {

    private static final byte[] AUTHORITY = ":authority".getBytes(StandardCharsets.US_ASCII);

    private Http2Edits() {}

    /** The fields with the changes; the same section when there are none, else a new one. */
    static FieldSection apply(HeadEdits.Changes changes, FieldSection fields, FieldCache cache) {
        if (changes.isEmpty()) {
            return fields;
        }
        FieldSection edited = new FieldSection();
        edited.clear(Integer.MAX_VALUE);
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.get(i);
            if (changes.authority() != null && field.isNamed(AUTHORITY)) {
                edited.add(cache.field(":authority", changes.authority()));
            } else if (!changes.drops(new String(field.name(), StandardCharsets.ISO_8859_1))) {
                edited.add(field);
            }
        }
        for (Header header : changes.added()) {
            edited.add(cache.field(header.name(), header.value()));
        }
        return edited;
    }
}
