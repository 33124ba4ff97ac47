package io.reactivemesh.discovery.model;

/**
 * All addresses that begin alike: {@code 10.0.0.0/8}.
 *
 * @param address the bits after the prefix do not matter
 * @param prefix bits, 0..32 or 0..128
 */
public record IpNetwork(IpAddress address, int prefix) {
    public IpNetwork {
        int most = address instanceof IpAddress.V4 ? 32 : 128;
        if (prefix < 0 || prefix > most) {
            throw new IllegalArgumentException("prefix: " + prefix + " (expected: 0.." + most + ")");
        }
    }

    /**
     * Reads CIDR notation, RFC 4632 section 3.1; an address alone is a network of one.
     *
     * @throws IllegalArgumentException naming the text when it is none
     */
    public static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.tryParse(slash < 0 ? text : text.substring(0, slash));
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        if (address == null || (slash >= 0 && !bits.matches("\\d{1,3}"))) {
            throw new IllegalArgumentException("not a network: '" + text + "' (expected: ADDRESS/BITS)");
        }
        int most = address instanceof IpAddress.V4 ? 32 : 128;
        return new IpNetwork(address, slash < 0 ? most : Integer.parseInt(bits));
    }

    /** Whether an address is one of them; never one of the other family. */
    public boolean contains(IpAddress other) {
        return switch (address) {
            case IpAddress.V4(int bits) -> other instanceof IpAddress.V4 v4 && begins(bits, v4.bits(), prefix, 32);
            case IpAddress.V6(long high, long low) ->
                other instanceof IpAddress.V6 v6
                        && begins(high, v6.high(), Math.min(prefix, 64), 64)
                        && begins(low, v6.low(), Math.max(prefix - 64, 0), 64);
        };
    }

    private static boolean begins(long a, long b, int bits, int width) {
        return bits == 0 || (a ^ b) << (64 - width) >>> (64 - bits) == 0;
    }

    @Override
    public String toString() {
        return address + "/" + prefix;
    }
}
