package io.reactivemesh.discovery.model.outbound;

import java.util.List;

/**
 * Changes of headers, applied in this order.
 *
 * @param add appended to the values that there are
 * @param set in place of them
 * @param remove names
 */
public record HeaderEdit(List<Header> add, List<Header> set, List<String> remove) {
    public HeaderEdit {
        add = List.copyOf(add);
        set = List.copyOf(set);
        remove = List.copyOf(remove);
    }

    /** A header. */
    public record Header(String name, String value) {}
}
