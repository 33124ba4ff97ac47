package io.reactivemesh.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ProxyConfig.AccessLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EntryWriterTest {

    private static AccessEntry entry(int number) {
        return new AccessEntry(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                "-",
                new AccessEntry.Request(Instant.EPOCH, "GET", "/" + number, "HTTP/1.1", "", "", "", ""),
                AccessEntry.Answer.NONE);
    }

    @Test
    void writesEverythingInOrderBeforeItEnds() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EntryWriter writer = new EntryWriter(AccessLog.APACHE, out);

        for (int i = 0; i < 100; i++) {
            writer.offer(entry(i));
        }
        writer.close();

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(100)
                .element(99)
                .asString()
                .contains(" /99 ");
        assertThat(writer.dropped()).isZero();
    }

    /** Nobody reads: one batch is stuck in the write, the queue fills, the rest is dropped and counted, and no offer waits. */
    @Test
    void dropsAndCountsWhatDoesNotFit() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        EntryWriter writer = new EntryWriter(AccessLog.APACHE, new OutputStream() {

            @Override
            public void write(int b) {
                throw new IllegalStateException("one byte (expected: whole batches)");
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                stuck.countDown();
                try {
                    read.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                written.write(bytes, from, length);
            }
        });
        writer.offer(entry(0));
        stuck.await();

        for (int i = 0; i < EntryWriter.MOST_WAITING + 7; i++) {
            writer.offer(entry(i));
        }

        assertThat(writer.dropped()).isEqualTo(7);
        read.countDown();
        writer.close();
        assertThat(written.toString(StandardCharsets.UTF_8).lines()).hasSize(1 + EntryWriter.MOST_WAITING);
    }

    @Test
    void countsWhatCannotBeWritten() {
        EntryWriter writer = new EntryWriter(AccessLog.JSON, new OutputStream() {

            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });

        writer.offer(entry(1));
        writer.close();

        assertThat(writer.dropped()).isEqualTo(1);
    }
}
