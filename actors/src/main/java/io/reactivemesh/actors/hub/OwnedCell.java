package io.reactivemesh.actors.hub;

import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.address.Ownership;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Revision;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is known of whoever owns an address: looks at the address, and at its owner for as long as it owns it. Until a new owner has
 * something to say, what the one before said stands.
 */
final class OwnedCell<T> implements Cell<T> {
    private final Hubs hubs;
    private final Address address;
    private final BiFunction<Ownership, Runnable, Look<T>> owner;

    /**
     * A cell.
     *
     * @param owner looks at what an owner says
     */
    OwnedCell(Hubs hubs, Address address, BiFunction<Ownership, Runnable, Look<T>> owner) {
        this.hubs = hubs;
        this.address = address;
        this.owner = owner;
    }

    @Override
    public Look<T> look(Runnable wake) {
        Switch look = new Switch(wake);
        look.start();
        return look;
    }

    private record Owned(int port) implements Question<AddressDocument, Ownership> {
        @Override
        public Owned scope(AddressDocument document, Map<String, String> zoneByNode) {
            return this;
        }

        @Override
        public Ownership answer(AddressDocument document, Revision revision, Map<String, String> zoneByNode) {
            return Ownership.of(document, revision, port);
        }
    }

    /** Owned by the stream that looks; only its wake-up comes from elsewhere. */
    private final class Switch implements Look<T> {
        private final Runnable wake;
        private @Nullable Look<Ownership> ownership;
        private @Nullable Ownership followed;
        private @Nullable Look<T> target;
        private @Nullable T last;
        private boolean closed;

        private Switch(Runnable wake) {
            this.wake = wake;
        }

        private void start() {
            ownership = hubs.look(
                    AddressDocument.key(address.ip()), AddressDocument.class, new Owned(address.port()), wake);
        }

        @Override
        public @Nullable T newest() {
            Look<Ownership> asked = ownership;
            Ownership now = asked == null ? null : asked.newest();
            if (now == null || closed) {
                return last;
            }
            if (!now.equals(followed)) {
                Look<T> before = target;
                followed = now;
                target = owner.apply(now, wake);
                if (before != null) {
                    before.close();
                }
            }
            T said = target == null ? null : target.newest();
            if (said != null) {
                last = said;
            }
            return last;
        }

        @Override
        public @Nullable Instant seen() {
            Look<T> asked = target;
            return asked == null ? null : asked.seen();
        }

        @Override
        public void close() {
            closed = true;
            if (ownership != null) {
                ownership.close();
            }
            if (target != null) {
                target.close();
            }
        }
    }
}
