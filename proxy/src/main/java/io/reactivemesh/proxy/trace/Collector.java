package io.reactivemesh.proxy.trace;

import java.util.List;
import java.util.function.Consumer;

/** Where spans are collected. */
public interface Collector extends AutoCloseable {

    /**
     * Sends a batch. On the exporter's loop.
     *
     * @param outcome told there, once: whether the collector has taken the batch
     */
    void export(List<Span> batch, Consumer<Boolean> outcome);

    /** Gives the connection up; an export that is going on fails. */
    @Override
    void close();
}
