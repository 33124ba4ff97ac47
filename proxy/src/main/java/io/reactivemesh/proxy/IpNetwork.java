package io.reactivemesh.proxy;

import java.net.InetAddress;

/**
 * A CIDR block.
 *
 * @param address any address in it
 * @param prefixLength leading bits that count
 */
public record IpNetwork(InetAddress address, int prefixLength) {

    /** Checks the prefix length against the family. */
    public IpNetwork {
        int bits = address.getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("a prefix length of 0 to " + bits);
        }
    }

    /**
     * Reads {@code address/length}, or an address alone.
     *
     * @throws IllegalArgumentException on anything else
     */
    public static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = Addresses.literal(slash < 0 ? text : text.substring(0, slash));
        int bits = address.getAddress().length * 8;
        return new IpNetwork(address, slash < 0 ? bits : Addresses.decimal(text.substring(slash + 1), 128));
    }

    /** Whether an address lies in the block; one of the other family never does. */
    public boolean contains(InetAddress candidate) {
        byte[] mine = address.getAddress();
        byte[] theirs = candidate.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        return rest == 0 || ((mine[whole] ^ theirs[whole]) & (0xff00 >> rest) & 0xff) == 0;
    }
}
