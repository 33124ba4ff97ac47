package io.reactivemesh.ops.redirect;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CIDR block.
 *
 * @param network its lowest address
 * @param prefixBits leading bits that count
 */
public record Subnet(InetAddress network, int prefixBits) {
    /** Shorter forms of IPv4, as 10.1 for 10.0.0.1, are no CIDR. */
    private static final Pattern CIDR = Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+|.*:.*)/(\\d{1,3})");

    /** Clears the bits behind the prefix. */
    public Subnet {
        byte[] bytes = network.getAddress();
        if (prefixBits < 0 || prefixBits > bytes.length * 8) {
            throw new IllegalArgumentException("prefix: " + prefixBits + " (expected: 0 to " + bytes.length * 8 + ")");
        }
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(prefixBits - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xff00 >> kept);
        }
        try {
            network = InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * Reads {@code address/prefix}; blanks around it do not matter.
     *
     * @throws IllegalArgumentException on anything else
     */
    public static Subnet parse(String text) {
        Matcher cidr = CIDR.matcher(text.strip());
        try {
            if (cidr.matches()) {
                return new Subnet(InetAddress.ofLiteral(cidr.group(1)), Integer.parseInt(cidr.group(2)));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(refusal(text), e);
        }
        throw new IllegalArgumentException(refusal(text));
    }

    private static String refusal(String text) {
        return "'" + text.strip() + "' (expected: a CIDR block, as 10.0.0.0/8)";
    }

    /** Whose tables it belongs to. */
    public IpFamily family() {
        return network.getAddress().length == 4 ? IpFamily.IPV4 : IpFamily.IPV6;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixBits;
    }
}
