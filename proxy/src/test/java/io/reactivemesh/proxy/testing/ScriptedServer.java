package io.reactivemesh.proxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An application that does with each connection what the test says, and remembers what it was asked. */
public final class ScriptedServer implements AutoCloseable {

    /** What to do with a connection. */
    @FunctionalInterface
    public interface Script {

        /** Plays; the connection is closed afterwards. Number 1 is the first connection. */
        void play(Wire wire, int connection);
    }

    private final ServerSocket listener;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<AssertionError> failures = new CopyOnWriteArrayList<>();

    private volatile boolean dead;

    private ScriptedServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
    }

    /** Starts a server on a free loopback port. */
    public static ScriptedServer start(Script script) {
        return startOn(InetAddress.getLoopbackAddress(), script);
    }

    /** Starts a server on a free port of that address. */
    public static ScriptedServer startOn(InetAddress address, Script script) {
        try {
            ServerSocket listener = new ServerSocket(0, 50, address);
            ScriptedServer server = new ScriptedServer(listener, script);
            Thread.ofVirtual().start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an HTTP server that gives every request this answer, on connections that it keeps. */
    public static ScriptedServer answering(String response) {
        return answeringOn(InetAddress.getLoopbackAddress(), response);
    }

    /** The same on another address. */
    public static ScriptedServer answeringOn(InetAddress address, String response) {
        ScriptedServer[] self = new ScriptedServer[1];
        self[0] = startOn(address, (wire, _) -> {
            for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                self[0].heads.add(head);
                wire.send(response);
            }
        });
        return self[0];
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                if (dead) {
                    // Accepted while the listener was being closed.
                    socket.close();
                    return;
                }
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> play(socket, number));
            }
        } catch (IOException e) {
            // Closed: that is how a test ends it.
        }
    }

    private void play(Socket socket, int number) {
        try (Wire wire = new Wire(socket)) {
            script.play(wire, number);
        } catch (IOException | UncheckedIOException e) {
            // The peer has gone; the test looks at the other end.
        } catch (AssertionError e) {
            failures.add(e);
        }
    }

    /** Remembers a head for {@link #heads}. */
    public String saw(String head) {
        heads.add(head);
        return head;
    }

    /** The request heads seen, in order. */
    public List<String> heads() {
        return heads;
    }

    /** How many connections were accepted. */
    public int connections() {
        return connections.get();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** Ends it; fails as a script has failed. */
    @Override
    public void close() {
        List<AssertionError> before = List.copyOf(failures);
        die();
        if (!before.isEmpty()) {
            throw before.getFirst();
        }
    }

    /** Stops listening and breaks all connections, as a process does that ends. Idempotent. */
    public void die() {
        dead = true;
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
