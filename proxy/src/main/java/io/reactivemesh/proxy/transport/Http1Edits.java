package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.HeaderEdit.Header;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What layers want changed in a head, as an HTTP/1 head is changed: lines taken out, lines put in. */
final class Http1Edits {

    private Http1Edits() {}

    /**
     * Marks the lines that go, as {@link KnownHeader#EDITED}.
     *
     * @param message starts with the head
     * @return the lines to put in
     */
    static byte[] apply(HeadEdits.Changes changes, Http1Head head, ByteBuf message) {
        if (changes.isEmpty()) {
            return HeadRewriter.NOTHING;
        }
        for (int i = 0; i < head.count(); i++) {
            int from = message.readerIndex() + head.start(i);
            int length = head.nameEnd(i) - head.start(i);
            String name = message.toString(from, length, StandardCharsets.ISO_8859_1);
            if (changes.drops(name.toLowerCase(Locale.ROOT))) {
                head.mark(i, KnownHeader.EDITED);
            }
        }
        StringBuilder lines = new StringBuilder();
        if (changes.authority() != null) {
            lines.append("host: ").append(changes.authority()).append("\r\n");
        }
        for (Header header : changes.added()) {
            lines.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Both, one behind the other. */
    static byte[] join(byte[] lines, byte[] more) {
        if (lines.length == 0) {
            return more;
        }
        byte[] joined = new byte[lines.length + more.length];
        System.arraycopy(lines, 0, joined, 0, lines.length);
        System.arraycopy(more, 0, joined, lines.length, more.length);
        return joined;
    }
}
