package io.reactivemesh.proxy.control;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.reactivemesh.proxy.IpNetwork;
import io.reactivemesh.wire.httproute.HttpRouteMatch;
import io.reactivemesh.wire.httproute.PathMatch;
import io.reactivemesh.wire.httptypes.HttpMethod;
import io.reactivemesh.wire.inbound.Authn;
import io.reactivemesh.wire.inbound.Authz;
import io.reactivemesh.wire.inbound.HttpRoute;
import io.reactivemesh.wire.inbound.Network;
import io.reactivemesh.wire.inbound.ProxyProtocol;
import io.reactivemesh.wire.inbound.Server;
import io.reactivemesh.wire.meta.Metadata;
import io.reactivemesh.wire.meta.Resource;
import io.reactivemesh.wire.net.IPAddress;
import io.reactivemesh.wire.net.IPNetwork;
import io.reactivemesh.wire.net.IPv6;
import java.nio.ByteBuffer;

/** Inbound policies as a control plane sends them. */
public final class ServerFixture {

    private ServerFixture() {}

    /** What a proxy makes of a message. */
    public static ServerPolicy policy(Server.Builder wire) {
        return ServerPolicyMapping.policy(wire.build());
    }

    /** A server of this protocol that lets these in. */
    public static Server.Builder server(ProxyProtocol.Builder protocol, Authz... authorizations) {
        return Server.newBuilder()
                .setProtocol(protocol)
                .putLabels("group", "policy.linkerd.io")
                .putLabels("kind", "server")
                .putLabels("name", "web")
                .addAllAuthorizations(java.util.List.of(authorizations));
    }

    /** Detection with these routes. */
    public static ProxyProtocol.Builder detect(HttpRoute... routes) {
        return ProxyProtocol.newBuilder()
                .setDetect(ProxyProtocol.Detect.newBuilder()
                        .setTimeout(Duration.newBuilder().setSeconds(10))
                        .addAllHttpRoutes(java.util.List.of(routes)));
    }

    /** Bytes. */
    public static ProxyProtocol.Builder opaque() {
        return ProxyProtocol.newBuilder().setOpaque(ProxyProtocol.Opaque.getDefaultInstance());
    }

    /** A route for one method that lets these in. */
    public static HttpRoute.Builder route(String name, String method, Authz... authorizations) {
        return HttpRoute.newBuilder()
                .setMetadata(resource("gateway.networking.k8s.io", "HTTPRoute", name))
                .addAllAuthorizations(java.util.List.of(authorizations))
                .addRules(HttpRoute.Rule.newBuilder()
                        .addMatches(HttpRouteMatch.newBuilder()
                                .setPath(PathMatch.newBuilder().setPrefix("/"))
                                .setMethod(
                                        HttpMethod.newBuilder().setRegistered(HttpMethod.Registered.valueOf(method)))));
    }

    /** Whoever comes from here. */
    public static Authz anyFrom(String network) {
        return authz(
                "nets",
                network,
                Authn.newBuilder().setUnauthenticated(Authn.PermitUnauthenticated.getDefaultInstance()));
    }

    /** Whoever comes from here and proves this. */
    public static Authz authz(String name, String network, Authn.Builder authentication) {
        return Authz.newBuilder()
                .addNetworks(Network.newBuilder().setNet(net(network)))
                .setAuthentication(authentication)
                .setMetadata(resource("policy.linkerd.io", "authorizationpolicy", name))
                .build();
    }

    /** A block of addresses. */
    public static IPNetwork net(String network) {
        IpNetwork block = IpNetwork.parse(network);
        ByteBuffer bytes = ByteBuffer.wrap(block.address().getAddress());
        IPAddress.Builder ip = IPAddress.newBuilder();
        if (bytes.remaining() == 4) {
            ip.setIpv4(bytes.getInt());
        } else {
            ip.setIpv6(IPv6.newBuilder().setFirst(bytes.getLong()).setLast(bytes.getLong()));
        }
        return IPNetwork.newBuilder()
                .setIp(ip)
                .setPrefixLen(block.prefixLength())
                .build();
    }

    /** Metadata of an object; inbound without its namespace. */
    public static Metadata resource(String group, String kind, String name) {
        return Metadata.newBuilder()
                .setResource(Resource.newBuilder().setGroup(group).setKind(kind).setName(name))
                .build();
    }

    /** Text as the value of a header. */
    public static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
