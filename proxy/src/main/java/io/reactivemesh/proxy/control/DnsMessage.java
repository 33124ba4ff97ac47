package io.reactivemesh.proxy.control;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The little of DNS that it takes to ask for the SRV records of a name.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, section 4</a>, messages
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2782">RFC 2782</a>, SRV records
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6891">RFC 6891</a>, answers of more than 512 bytes
 */
final class DnsMessage {

    /** The largest answer that is asked for by datagram: one that no path fragments. */
    static final int LARGEST_DATAGRAM = 1232;

    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int CODE = 0x000f;
    private static final int SRV = 33;
    private static final int OPT = 41;
    private static final int INTERNET = 1;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 255;
    private static final int POINTER = 0xc0;
    private static final int MOST_POINTERS = 64;

    /** An SRV record without the parts that say whom to prefer. */
    record Srv(String target, int port, long ttlSeconds) {}

    /**
     * An answer.
     *
     * @param truncated whether there is more than fitted; to be asked again by TCP
     * @param code what the server says of the question; 0 = no error
     */
    record Answer(boolean truncated, int code, List<Srv> records) {}

    private DnsMessage() {}

    /**
     * The question for the SRV records of a name.
     *
     * @param id 16 bits that the answer will repeat
     * @throws IOException when the name is none
     */
    static byte[] question(int id, String name) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(12 + LONGEST_NAME + 4 + 11);
        out.putShort((short) id).putShort((short) RECURSION_DESIRED);
        out.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 1);
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        for (String label : bare.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            if (bytes.length == 0
                    || bytes.length > LONGEST_LABEL
                    || out.position() + bytes.length > LONGEST_NAME + 10) {
                throw new IOException(
                        "DNS name: '" + name + "' (expected: labels of 1 to 63 characters, 253 altogether)");
            }
            out.put((byte) bytes.length).put(bytes);
        }
        out.put((byte) 0).putShort((short) SRV).putShort((short) INTERNET);
        out.put((byte) 0)
                .putShort((short) OPT)
                .putShort((short) LARGEST_DATAGRAM)
                .putInt(0)
                .putShort((short) 0);
        byte[] message = new byte[out.position()];
        out.flip().get(message);
        return message;
    }

    /**
     * Reads an answer.
     *
     * @param id that of the question
     * @throws IOException when it is no answer to that question, or malformed
     */
    static Answer answer(ByteBuffer message, int id) throws IOException {
        try {
            ByteBuffer in = message.slice();
            int theirs = in.getShort() & 0xffff;
            int flags = in.getShort() & 0xffff;
            if (theirs != id || (flags & RESPONSE) == 0) {
                throw new IOException("DNS answer: not to this question");
            }
            int questions = in.getShort() & 0xffff;
            int answers = in.getShort() & 0xffff;
            in.getInt();
            for (int i = 0; i < questions; i++) {
                String _ = name(in);
                in.getInt();
            }
            List<Srv> records = new ArrayList<>();
            for (int i = 0; i < answers && (flags & TRUNCATED) == 0; i++) {
                record(in, records);
            }
            return new Answer((flags & TRUNCATED) != 0, flags & CODE, records);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("DNS answer: malformed", e);
        }
    }

    private static void record(ByteBuffer in, List<Srv> records) throws IOException {
        String _ = name(in);
        int type = in.getShort() & 0xffff;
        in.getShort();
        long ttl = in.getInt() & 0xffff_ffffL;
        int length = in.getShort() & 0xffff;
        int end = in.position() + length;
        if (type == SRV) {
            in.getInt();
            int port = in.getShort() & 0xffff;
            records.add(new Srv(name(in), port, ttl));
        }
        in.position(end);
    }

    /** A name, and whatever it points back to; ends with a dot. */
    private static String name(ByteBuffer in) throws IOException {
        StringBuilder name = new StringBuilder();
        ByteBuffer at = in;
        int pointers = 0;
        for (int length = at.get() & 0xff; length != 0; length = at.get() & 0xff) {
            if (length >= POINTER) {
                int to = ((length & ~POINTER) << 8) | (at.get() & 0xff);
                pointers++;
                at = in.duplicate().position(to);
            } else {
                byte[] label = new byte[length];
                at.get(label);
                name.append(new String(label, StandardCharsets.ISO_8859_1)).append('.');
            }
            if (pointers > MOST_POINTERS || name.length() > LONGEST_NAME) {
                throw new IOException("DNS answer: a name without end");
            }
        }
        return name.toString();
    }
}
