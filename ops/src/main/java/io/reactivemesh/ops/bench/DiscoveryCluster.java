package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.util.OptionalLong;

/** Where the objects of a measurement are kept, and changed. {@link #close} removes them. One thread. */
interface DiscoveryCluster extends AutoCloseable {
    DiscoveryObjects objects();

    /**
     * Makes a change to Service 0: its last endpoint goes, or comes back.
     *
     * @return when that began and ended
     */
    Written write(boolean whole) throws IOException;

    /**
     * A write, by {@link System#nanoTime}.
     *
     * @param accepted when the one who keeps the object said that it has it
     * @param told when a watch that does nothing else was told of it; empty = there is none
     */
    record Written(long began, long accepted, OptionalLong told) {}

    /** What the control plane's {@code --source} says. */
    String source();

    @Override
    void close() throws IOException;
}
