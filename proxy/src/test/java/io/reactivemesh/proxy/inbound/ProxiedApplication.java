package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** An application behind an inbound proxy, for the tests that extend this. */
abstract class ProxiedApplication {

    static final String OK = "HTTP/1.1 200 OK~content-length: 2~~ok";

    ScriptedServer server = ScriptedServer.answering(OK);
    RunningProxy proxy = proxy();

    private RunningProxy proxy() {
        String binding = inboundAddress().getHostAddress() + ":0=127.0.0.1:"
                + server.address().getPort();
        return RunningProxy.start(new FakeDiscovery(), Map.of("MESH_PROXY_INBOUND_BINDINGS", binding));
    }

    /** Where the inbound proxy listens. */
    InetAddress inboundAddress() {
        return InetAddress.getLoopbackAddress();
    }

    /** Exchanges the application. */
    void application(ScriptedServer.Script script) {
        proxy.close();
        server.close();
        server = ScriptedServer.start(script);
        proxy = proxy();
    }

    void applicationAnswers(String response) {
        application((wire, _) -> {
            for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                String _ = server.saw(head);
                wire.send(response);
            }
        });
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    Wire client() {
        return proxy.inbound(1);
    }
}
