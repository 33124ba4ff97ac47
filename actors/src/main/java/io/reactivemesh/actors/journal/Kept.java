package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.model.Revision;

/** What the log adds up to: a state and the revision it stands at. */
public record Kept(Document document, Revision revision) {
    /** The revision of a log without entries. */
    public static final Revision NEVER = new Revision(0, 0);
}
