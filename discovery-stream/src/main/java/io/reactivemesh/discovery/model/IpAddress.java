package io.reactivemesh.discovery.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** An IP address as a number; never a name, no zone id. Ordered: IPv4 before IPv6, then by value. */
public sealed interface IpAddress extends Comparable<IpAddress> {

    /**
     * An IPv4 address.
     *
     * @param bits a.b.c.d as {@code a<<24|b<<16|c<<8|d}
     */
    record V4(int bits) implements IpAddress {
        @Override
        public String toString() {
            return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
        }
    }

    /**
     * An IPv6 address.
     *
     * @param high the first eight bytes, big-endian
     * @param low the last eight bytes, big-endian
     */
    record V6(long high, long low) implements IpAddress {
        /** The canonical text of RFC 5952: lower case, the longest run of zero groups shortened. */
        @Override
        public String toString() {
            int[] groups = new int[8];
            for (int i = 0; i < 4; i++) {
                groups[i] = (int) (high >>> (48 - 16 * i)) & 0xffff;
                groups[4 + i] = (int) (low >>> (48 - 16 * i)) & 0xffff;
            }
            int bestStart = -1;
            int bestLength = 1;
            for (int i = 0; i < 8; i++) {
                int j = i;
                while (j < 8 && groups[j] == 0) {
                    j++;
                }
                if (j - i > bestLength) {
                    bestStart = i;
                    bestLength = j - i;
                }
                i = Math.max(i, j - 1);
            }
            StringBuilder text = new StringBuilder(39);
            for (int i = 0; i < 8; i++) {
                if (i == bestStart) {
                    text.append("::");
                    i += bestLength - 1;
                    continue;
                }
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
            return text.toString();
        }
    }

    /**
     * Reads the text of an address.
     *
     * @param text dotted IPv4 or RFC 4291 IPv6, without brackets or zone id
     * @throws IllegalArgumentException naming the text when it is no address
     */
    static IpAddress parse(String text) {
        IpAddress address = tryParse(text);
        if (address == null) {
            throw new IllegalArgumentException("not an IP address: '" + text + "'");
        }
        return address;
    }

    /** As {@link #parse}, answering null for what is no address. */
    static @Nullable IpAddress tryParse(String text) {
        if (text.indexOf(':') >= 0) {
            return text.matches("[0-9a-fA-F:.]+") ? ofLiteral(text) : null;
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        int bits = 0;
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return null;
            }
            int value = Integer.parseInt(part);
            if (value > 255) {
                return null;
            }
            bits = bits << 8 | value;
        }
        return new V4(bits);
    }

    /**
     * From network order.
     *
     * @param bytes 4 or 16 bytes; an IPv4-mapped IPv6 address becomes IPv4
     */
    static IpAddress of(byte[] bytes) {
        if (bytes.length == 4) {
            return new V4((bytes[0] & 255) << 24 | (bytes[1] & 255) << 16 | (bytes[2] & 255) << 8 | (bytes[3] & 255));
        }
        if (bytes.length != 16) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + bytes.length);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | (bytes[i] & 255);
            low = low << 8 | (bytes[8 + i] & 255);
        }
        return high == 0 && low >>> 32 == 0xffff ? new V4((int) low) : new V6(high, low);
    }

    private static @Nullable IpAddress ofLiteral(String text) {
        try {
            // Only digits, dots and colons reach this: the JDK parses a literal and never asks a name service.
            return of(InetAddress.getByName("[" + text + "]").getAddress());
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @Override
    default int compareTo(IpAddress other) {
        return switch (this) {
            case V4 a -> other instanceof V4 b ? Integer.compareUnsigned(a.bits, b.bits) : -1;
            case V6 a -> {
                if (!(other instanceof V6 b)) {
                    yield 1;
                }
                int high = Long.compareUnsigned(a.high, b.high);
                yield high != 0 ? high : Long.compareUnsigned(a.low, b.low);
            }
        };
    }
}
