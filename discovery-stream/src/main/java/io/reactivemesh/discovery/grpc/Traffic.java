package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.RoutePolicySource.PolicyQuery;
import io.reactivemesh.wire.net.TcpAddress;
import io.reactivemesh.wire.outbound.TrafficSpec;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What a {@code TrafficSpec} asks for. */
final class Traffic {
    private static final int DEFAULT_PORT = 80;
    /** What an authority is made of, RFC 3986 section 3.2. */
    private static final Pattern AUTHORITY = Pattern.compile("[-A-Za-z0-9._~!$&'()*+,;=:@%\\[\\]]+");

    private Traffic() {}

    /**
     * Reads a request.
     *
     * @throws Refusal INVALID_ARGUMENT for what can't be understood, NOT_FOUND for an authority that is none of the cluster's
     */
    static PolicyQuery parse(TrafficSpec request, String clusterDomain) {
        String namespace = SourceWorkload.namespace(request.getSourceWorkload());
        return switch (request.getTargetCase()) {
            case ADDR -> new PolicyQuery.ByAddress(address(request.getAddr()), namespace);
            case AUTHORITY -> named(request.getAuthority(), clusterDomain, namespace);
            case TARGET_NOT_SET -> throw Refusal.invalid("target: missing (expected: addr or authority)");
        };
    }

    private static Address address(TcpAddress address) {
        int port = address.getPort();
        if (port < 1 || port > 65535) {
            throw Refusal.invalid("target.addr.port: " + Integer.toUnsignedString(port) + " (expected: 1..65535)");
        }
        return switch (address.getIp().getIpCase()) {
            case IPV4 -> new Address(new IpAddress.V4(address.getIp().getIpv4()), port);
            case IPV6 -> {
                var v6 = address.getIp().getIpv6();
                yield new Address(new IpAddress.V6(v6.getFirst(), v6.getLast()), port);
            }
            case IP_NOT_SET -> throw Refusal.invalid("target.addr.ip: missing (expected: an IPv4 or IPv6 address)");
        };
    }

    /** {@code SVC.NS.svc} or {@code SVC.NS.svc.CD}, trailing dots allowed, and a port, which is 80 where none can be read. */
    private static PolicyQuery named(String authority, String clusterDomain, String namespace) {
        if (!AUTHORITY.matcher(authority).matches()) {
            throw Refusal.invalid("target.authority: '" + authority + "' (expected: HOST or HOST:PORT)");
        }
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = hostAndPort.lastIndexOf(':');
        boolean hasPort = colon > hostAndPort.lastIndexOf(']');
        String host = hasPort ? hostAndPort.substring(0, colon) : hostAndPort;
        if (host.isEmpty()) {
            throw Refusal.invalid("target.authority: '" + authority + "' has no host");
        }
        List<String> labels = Arrays.asList(host.replaceAll("\\.+$", "").split("\\.", -1));
        String domain = labels.size() < 4 ? "" : String.join(".", labels.subList(3, labels.size()));
        boolean shaped = labels.size() >= 3
                && !labels.get(0).isEmpty()
                && !labels.get(1).isEmpty()
                && labels.get(2).equals("svc")
                && (domain.isEmpty() ? labels.size() == 3 : domain.equals(clusterDomain));
        if (!shaped) {
            throw Refusal.notFound("authority '" + authority + "' is no Service of this cluster (expected: SVC.NS.svc."
                    + clusterDomain + ")");
        }
        int port = hasPort ? port(hostAndPort.substring(colon + 1)) : DEFAULT_PORT;
        return new PolicyQuery.ByService(new ServiceId(labels.get(1), labels.get(0)), port, namespace);
    }

    private static int port(String text) {
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        return port < 1 || port > 65535 ? DEFAULT_PORT : port;
    }
}
