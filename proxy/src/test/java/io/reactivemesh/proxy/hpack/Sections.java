package io.reactivemesh.proxy.hpack;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Short ways of coding field sections in tests. */
final class Sections {

    private Sections() {}

    static FieldCache cache() {
        return new FieldCache((name, _) -> name.length);
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** The fields of a block, one a line; fails when it is malformed. */
    static String decode(HpackDecoder decoder, byte[] block) {
        FieldSection section = new FieldSection();
        section.clear(1 << 20);
        if (!decoder.decode(block, 0, block.length, section)) {
            throw new AssertionError("malformed block");
        }
        return section.toString();
    }

    /** The block of these fields. */
    static byte[] encode(HpackEncoder encoder, List<Field> fields) {
        BlockBuffer out = new BlockBuffer();
        encoder.begin(out);
        fields.forEach(field -> encoder.write(field, out));
        byte[] block = new byte[out.length()];
        System.arraycopy(out.bytes(), 0, block, 0, block.length);
        return block;
    }

    static List<Field> fields(FieldSection section) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < section.count(); i++) {
            fields.add(section.get(i));
        }
        return fields;
    }
}
