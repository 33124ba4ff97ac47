package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.translate.Batch.Quarantined;
import java.util.List;

/**
 * One atomic change of a source, as facts.
 *
 * @param origin see {@link Batch#origin}
 * @param complete the first of a source: everything there is
 * @param put new and changed facts
 * @param gone objects that do not exist any more
 * @param quarantined objects refused by this change
 */
public record FactChanges(
        String origin, boolean complete, List<Fact> put, List<ObjectKey> gone, List<Quarantined> quarantined) {
    public FactChanges {
        put = List.copyOf(put);
        gone = List.copyOf(gone);
        quarantined = List.copyOf(quarantined);
    }
}
