package io.reactivemesh.ops.demo.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * A container of the demo application as a process: {@code IMAGE [PORT]}. It serves on all addresses, calls others by their names, and its
 * environment is the container's. Exit code 1: it could not start.
 */
public final class DemoAppMain {
    private DemoAppMain() {}

    /** Runs until a signal ends it. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            InetSocketAddress listen =
                    arguments.length > 1 ? new InetSocketAddress(Integer.parseInt(arguments[1])) : null;
            AutoCloseable _ = new DemoApp(new Random(), System::nanoTime)
                    .start(arguments[0], new DemoApp.Container(listen, null, System.getenv()));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(arguments[0] + ": " + e.getMessage());
            System.exit(1);
        }
        // Virtual threads keep no process alive.
        new CountDownLatch(1).await();
    }
}
