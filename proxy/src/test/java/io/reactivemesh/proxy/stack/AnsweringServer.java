package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of HTTP/1 whose answers are known beforehand. */
final class AnsweringServer {

    private AnsweringServer() {}

    /** A server that gives these answers one after the other, on whatever connections; after the last, that again. */
    static ScriptedServer answering(String... answers) {
        AtomicInteger next = new AtomicInteger();
        ScriptedServer[] self = new ScriptedServer[1];
        self[0] = ScriptedServer.start((wire, _) -> {
            for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                self[0].saw(head + body(head, wire));
                wire.send(answers[Math.min(next.getAndIncrement(), answers.length - 1)]);
            }
        });
        return self[0];
    }

    /** The body behind a head, framing included. */
    static String body(String head, Wire wire) {
        int at = head.indexOf("content-length: ");
        if (at >= 0) {
            return wire.text(Integer.parseInt(head.substring(at + 16, head.indexOf('~', at))));
        }
        StringBuilder body = new StringBuilder();
        while (head.contains("chunked") && !body.toString().endsWith("0\r\n\r\n")) {
            body.append(wire.text(1));
        }
        return body.toString();
    }
}
