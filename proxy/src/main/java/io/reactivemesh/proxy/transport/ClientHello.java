package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.Addresses;
import java.util.Locale;

/**
 * Finds out from the first bytes of a connection whether they are a TLS ClientHello, and whom it asks for.
 *
 * <p>A hello that names no server counts as none: whoever means a proxy names it. The hello may be spread over any number of
 * records and of reads. Each byte is looked at once, the first one that does not fit decides, and what has been decided stays:
 * the verdict does not depend on how the bytes were cut.
 *
 * <pre>
 *   record     type 22 │ version 3.1 or 3.3 │ length ≤ 16384 │ fragment of the message …
 *   message    type 1 │ length &lt; 65536 │ version 3.3 │ random │ session │ suites │ compression │ extensions
 *   extension  type │ length │ … of type 0: list length │ { name type │ length │ name } …
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2">RFC 8446, sections 4.1.2 and 5.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6066#section-3">RFC 6066, section 3</a>
 */
final class ClientHello {

    /** How far the bytes have been understood. */
    enum Verdict {
        /** May still become a hello. */
        MORE,
        /** No hello, or one that names no server. */
        NOT_TLS,
        /** A hello; {@link ClientHello#serverName} says for whom. */
        SERVER_NAMED
    }

    private static final int HANDSHAKE_RECORD = 22;
    private static final int LONGEST_RECORD = 1 << 14;
    private static final int CLIENT_HELLO = 1;
    private static final int LONGEST_MESSAGE = 0xffff;
    private static final int TLS_1_2 = 0x0303;
    private static final int RANDOM_BYTES = 32;

    /** As in the reference; nobody sends more. */
    private static final int LONGEST_VECTOR = 8192;

    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int LONGEST_NAME = 255;

    /** The parts of the message, in their order. */
    private enum Field {
        TYPE,
        LENGTH,
        VERSION,
        RANDOM,
        SESSION_LENGTH,
        SESSION,
        SUITES_LENGTH,
        SUITES,
        COMPRESSION_LENGTH,
        COMPRESSION,
        EXTENSIONS_LENGTH,
        EXTENSION_TYPE,
        EXTENSION_LENGTH,
        EXTENSION,
        NAMES_LENGTH,
        NAME_TYPE,
        NAME_LENGTH,
        OTHER_NAME,
        NAME
    }

    private final StringBuilder name = new StringBuilder(0);
    private Verdict verdict = Verdict.MORE;

    private int recordHeadBytes;
    private int recordLength;
    private int recordLeft;

    private Field field = Field.TYPE;
    private int fieldLeft = 1;
    private int value;

    private int messageLeft = LONGEST_MESSAGE;
    private int extensionsLeft;
    private int extensionType;
    private int namesLeft;
    private int nameType;

    /**
     * Looks at more bytes.
     *
     * @param from index of the first byte that was not looked at yet
     * @param to index behind the last
     * @return the verdict on everything so far
     */
    Verdict read(ByteBuf bytes, int from, int to) {
        for (int at = from; at < to && verdict == Verdict.MORE; at++) {
            int b = bytes.getUnsignedByte(at);
            if (recordLeft == 0) {
                recordHead(b);
            } else {
                recordLeft--;
                fragment(b);
            }
        }
        return verdict;
    }

    /** The server's name in small letters; empty unless the verdict is {@link Verdict#SERVER_NAMED}. */
    String serverName() {
        return verdict == Verdict.SERVER_NAMED ? name.toString().toLowerCase(Locale.ROOT) : "";
    }

    private void recordHead(int b) {
        switch (recordHeadBytes++) {
            case 0 -> require(b == HANDSHAKE_RECORD);
            case 1 -> require(b == 3);
            case 2 -> require(b == 1 || b == 3);
            case 3 -> recordLength = b << 8;
            default -> {
                recordHeadBytes = 0;
                recordLeft = recordLength + b;
                require(recordLeft > 0 && recordLeft <= LONGEST_RECORD);
            }
        }
    }

    private void fragment(int b) {
        if (field == Field.NAME) {
            name.append((char) b);
        } else {
            // Of the fields that are passed over this keeps the last bytes, which nobody asks for.
            value = value << 8 | b;
        }
        if (--fieldLeft == 0) {
            fieldRead();
        }
    }

    /** What follows the field that is complete now, whose value is at hand if it is a number. */
    private void fieldRead() {
        switch (field) {
            case TYPE -> next(Field.LENGTH, 3, value == CLIENT_HELLO);
            case LENGTH -> message();
            case VERSION -> next(Field.RANDOM, RANDOM_BYTES, value == TLS_1_2);
            case RANDOM -> next(Field.SESSION_LENGTH, 1);
            case SESSION_LENGTH -> vector(Field.SESSION);
            case SESSION -> next(Field.SUITES_LENGTH, 2);
            case SUITES_LENGTH -> vector(Field.SUITES);
            case SUITES -> next(Field.COMPRESSION_LENGTH, 1);
            case COMPRESSION_LENGTH -> vector(Field.COMPRESSION);
            case COMPRESSION -> next(Field.EXTENSIONS_LENGTH, 2);
            case EXTENSIONS_LENGTH -> {
                extensionsLeft = value;
                require(value <= LONGEST_VECTOR && value <= messageLeft);
                nextExtension();
            }
            case EXTENSION_TYPE -> {
                extensionType = value;
                next(Field.EXTENSION_LENGTH, 2);
            }
            case EXTENSION_LENGTH -> extension();
            case EXTENSION -> nextExtension();
            case NAMES_LENGTH -> {
                require(value == namesLeft);
                nextName();
            }
            case NAME_TYPE -> {
                nameType = value;
                next(Field.NAME_LENGTH, 2);
            }
            case NAME_LENGTH -> name();
            case OTHER_NAME -> nextName();
            case NAME -> {
                boolean legal = Addresses.isDnsName(name.toString());
                verdict = legal ? Verdict.SERVER_NAMED : Verdict.NOT_TLS;
            }
        }
    }

    private void message() {
        messageLeft = value;
        next(Field.VERSION, 2, value <= LONGEST_MESSAGE);
    }

    /** A vector of the length just read that is passed over. */
    private void vector(Field body) {
        next(body, value, value <= LONGEST_VECTOR);
    }

    private void nextExtension() {
        boolean another = extensionsLeft >= 4;
        extensionsLeft -= 4;
        next(Field.EXTENSION_TYPE, 2, another);
    }

    private void extension() {
        require(value <= LONGEST_VECTOR && value <= extensionsLeft);
        extensionsLeft -= value;
        if (extensionType == SERVER_NAME) {
            namesLeft = value - 2;
            next(Field.NAMES_LENGTH, 2, value >= 2);
        } else {
            next(Field.EXTENSION, value);
        }
    }

    private void nextName() {
        boolean another = namesLeft >= 3;
        namesLeft -= 3;
        next(Field.NAME_TYPE, 1, another);
    }

    private void name() {
        require(value <= namesLeft);
        namesLeft -= value;
        if (nameType == HOST_NAME) {
            next(Field.NAME, value, value > 0 && value <= LONGEST_NAME);
        } else {
            next(Field.OTHER_NAME, value);
        }
    }

    private void next(Field following, int bytes, boolean legal) {
        require(legal);
        next(following, bytes);
    }

    private void next(Field following, int bytes) {
        field = following;
        fieldLeft = bytes;
        value = 0;
        messageLeft -= field == Field.LENGTH ? 0 : bytes;
        require(messageLeft >= 0);
        if (bytes == 0 && verdict == Verdict.MORE) {
            fieldRead();
        }
    }

    private void require(boolean legal) {
        if (!legal) {
            verdict = Verdict.NOT_TLS;
        }
    }
}
