package io.reactivemesh.discovery.port;

import io.reactivemesh.discovery.model.Revision;

/** What a lookup stands at. A watch may go from any of these to any other as objects come and go. */
public sealed interface Resolution<T> {
    /** The newest whole value. */
    record Found<T>(T value, Revision revision) implements Resolution<T> {}

    /** Nothing of that name or address exists now. */
    record NotFound<T>(String reason) implements Resolution<T> {}

    /** The object exists but can't be asked this, e.g. an ExternalName Service. */
    record Unsuitable<T>(String reason) implements Resolution<T> {}

    /** The object exists but does not say all that an answer needs, e.g. which Service of another cluster serves it. */
    record Incomplete<T>(String reason) implements Resolution<T> {}

    /** More than one object claims the name or address. */
    record Ambiguous<T>(String reason) implements Resolution<T> {}
}
