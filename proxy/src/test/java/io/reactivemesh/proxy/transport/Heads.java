package io.reactivemesh.proxy.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Short ways of parsing heads in tests. */
final class Heads {

    private Heads() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The result of parsing everything at once. */
    static int parse(HeadParser parser, String text) {
        byte[] b = bytes(text);
        return parser.parse(b, b.length);
    }

    /** What a head says, as text: equal texts mean equal results. */
    static String describe(Http1Head head, String text) {
        List<String> lines = new ArrayList<>();
        lines.add(head.length + " " + head.minorVersion + " " + head.status + " " + head.method + " " + head.form + " "
                + head.contentLength + " " + head.chunked + " " + head.close + " " + head.keepAlive + " "
                + head.asksForUpgrade() + " " + head.authorityHash);
        lines.add(text.substring(head.authorityStart, head.authorityEnd));
        for (int i = 0; i < head.count(); i++) {
            lines.add(text.substring(head.start(i), head.nameEnd(i)) + "|"
                    + text.substring(head.valueStart(i), head.valueEnd(i)) + "|" + head.known(i));
        }
        return String.join("\n", lines);
    }
}
