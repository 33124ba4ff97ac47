package io.reactivemesh.proxy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;

/** Variables that say where connections are accepted. */
final class ListenerSection {

    private final EnvReader env;

    ListenerSection(EnvReader env) {
        this.env = env;
    }

    ProxyConfig.Listeners listeners() {
        List<InetSocketAddress> outbound = env.optional("OUTBOUND_LISTEN_ADDRS", ListenerSection::oneOrTwo);
        InetSocketAddress single = address("OUTBOUND_LISTEN_ADDR", "127.0.0.1:4140");
        List<ProxyConfig.Binding> bindings = env.own("INBOUND_BINDINGS", Grammar.list(ListenerSection::binding));
        return new ProxyConfig.Listeners(
                outbound == null ? List.of(single) : outbound,
                address("INBOUND_LISTEN_ADDR", "0.0.0.0:4143"),
                address("CONTROL_LISTEN_ADDR", "0.0.0.0:4190"),
                address("ADMIN_LISTEN_ADDR", "127.0.0.1:4191"),
                bindings == null ? List.of() : bindings,
                backlog("OUTBOUND_TCP_LISTEN_BACKLOG"),
                backlog("INBOUND_TCP_LISTEN_BACKLOG"));
    }

    private InetSocketAddress address(String name, String otherwise) {
        return env.value(name, Addresses.socket(otherwise), Addresses::socket);
    }

    private OptionalInt backlog(String name) {
        return env.value(name, OptionalInt.empty(), text -> OptionalInt.of(Grammar.count(text)));
    }

    private static List<InetSocketAddress> oneOrTwo(String text) {
        List<InetSocketAddress> addresses = Grammar.list(Addresses::socket).apply(text);
        if (addresses.isEmpty() || addresses.size() > 2) {
            throw new IllegalArgumentException("one or two addresses separated by a comma");
        }
        return addresses;
    }

    private static ProxyConfig.Binding binding(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("LISTEN=TARGET, each ip:port");
        }
        return new ProxyConfig.Binding(
                Addresses.socket(text.substring(0, equals)), Addresses.socket(text.substring(equals + 1)));
    }
}
