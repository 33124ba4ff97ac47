package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.port.HistorySource;

/**
 * What one key should be, whole, as a value: observed from a source, held by an entity as its state, kept in the log. Equal documents are
 * the same state.
 */
public interface Document {
    /** Whose state it is. */
    HistorySource.Key key();

    /** False for the document of something that is not there; the rest is then empty. */
    boolean exists();

    /** Of how many parts it consists, for whoever has to know what a copy costs. */
    default int parts() {
        return 1;
    }
}
