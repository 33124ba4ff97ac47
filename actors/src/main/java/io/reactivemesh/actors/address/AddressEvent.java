package io.reactivemesh.actors.address;

import io.reactivemesh.actors.address.AddressDocument.Owner;
import io.reactivemesh.actors.journal.Event;
import java.util.List;

/** What can happen to an address. */
public sealed interface AddressEvent extends Event {

    /** Somebody claimed it, or let go of it. */
    record OwnersChanged(List<Owner> owners, String cause, List<String> detail) implements AddressEvent {
        public OwnersChanged {
            owners = List.copyOf(owners);
            detail = List.copyOf(detail);
        }

        @Override
        public String name() {
            return "owner changed";
        }

        @Override
        public String subject() {
            return AddressModel.words(owners);
        }
    }
}
