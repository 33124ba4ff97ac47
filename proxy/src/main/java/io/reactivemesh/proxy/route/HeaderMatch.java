package io.reactivemesh.proxy.route;

import io.reactivemesh.proxy.stack.RequestHead;
import java.util.Locale;

/**
 * A header that must be there; any one of its values may satisfy the condition.
 *
 * @param name in small letters
 */
public record HeaderMatch(String name, TextMatch value) {

    /** Folds the name's case. */
    public HeaderMatch {
        name = name.toLowerCase(Locale.ROOT);
    }

    boolean matches(RequestHead head) {
        return head.anyHeader(name, value);
    }
}
