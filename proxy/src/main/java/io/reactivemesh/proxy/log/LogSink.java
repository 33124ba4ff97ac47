package io.reactivemesh.proxy.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Where lines go; one at a time, each written whole. */
final class LogSink {

    private final OutputStream out;

    LogSink(OutputStream out) {
        this.out = out;
    }

    synchronized void write(CharSequence line) {
        try {
            out.write(line.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException _) {
            // A log that can't be written must not stop traffic, and there is nowhere left to say so.
        }
    }
}
