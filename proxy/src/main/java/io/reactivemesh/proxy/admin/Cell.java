package io.reactivemesh.proxy.admin;

/**
 * One writer's share of a series. Written by one thread at a time, usually an event loop; any thread may read. Cells of
 * equal labels are summed when the series is shown.
 */
public abstract sealed class Cell permits Counter, Gauge, Histogram {

    private final Series series;

    Cell(Series series) {
        this.series = series;
    }

    /**
     * Gives the cell up, by its writer and after its last write: what a counter or histogram has counted stays in the
     * series, a gauge's share disappears. Idempotent.
     */
    public final void release() {
        series.release(this);
    }
}
