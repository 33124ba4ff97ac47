package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients with no manners, each on a thread of its own: they leave in the middle of a request, of a response, between two of them, by a reset, by a
 * close, or by the end of one direction. What each does is drawn from a seed.
 */
final class AbortingClients implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    /** Less than a small response has, so that nobody waits for what does not come. */
    private static final long SMALL_BYTES = 120;

    private static final long MOST_BYTES = 4L << 20;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong aborts = new AtomicLong();
    private volatile boolean closed;

    /**
     * Starts them.
     *
     * @param targets where they connect to, one after the other
     * @param seed of everything that is random here
     */
    AbortingClients(int count, List<InetSocketAddress> targets, String authority, long seed) {
        for (int i = 0; i < count; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            threads.add(Thread.ofVirtual().start(() -> {
                while (!closed) {
                    misbehave(targets.get(random.nextInt(targets.size())), authority, random);
                    LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE_NANOS));
                }
            }));
        }
    }

    /** Connections that were left so far. */
    long aborts() {
        return aborts.get();
    }

    private void misbehave(InetSocketAddress target, String authority, SplittableRandom random) {
        String path = random.nextBoolean() ? ProxyWork.BULK_PATH : "/";
        byte[] request =
                ("GET " + path + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket()) {
            socket.connect(target, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            boolean whole = random.nextInt(4) > 0;
            socket.getOutputStream().write(request, 0, whole ? request.length : random.nextInt(request.length));
            if (whole) {
                read(
                        socket.getInputStream(),
                        path.equals("/") ? random.nextLong(SMALL_BYTES) : random.nextLong(MOST_BYTES));
            }
            switch (random.nextInt(3)) {
                case 0 -> socket.setSoLinger(true, 0);
                case 1 -> socket.shutdownOutput();
                default -> {
                    // An ordinary close, with bytes unread or not.
                }
            }
        } catch (IOException e) {
            // Refused, reset, or silent for too long: whether the proxy is well is for the orderly clients to say.
            LockSupport.parkNanos(LONGEST_PAUSE_NANOS);
        }
        aborts.incrementAndGet();
    }

    private static void read(InputStream in, long bytes) throws IOException {
        byte[] piece = new byte[32 * 1024];
        for (long left = bytes; left > 0; ) {
            int length = in.read(piece, 0, (int) Math.min(left, piece.length));
            if (length < 0) {
                return;
            }
            left -= length;
        }
    }

    /** Ends them; blocks until the last has left. */
    @Override
    public void close() {
        closed = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
