package io.reactivemesh.proxy.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What layers have asked to be changed in the heads of one call, in the order in which they asked. The transport changes the
 * request when it sends it and the response when it answers. One for each connection or stream, cleared between calls. Event loop
 * only.
 */
public final class HeadEdits {

    private final List<HeaderEdit> request = new ArrayList<>(0);
    private final List<HeaderEdit> response = new ArrayList<>(0);
    private @Nullable String authority;

    /** Changes the request. */
    public void request(HeaderEdit edit) {
        request.add(edit);
    }

    /**
     * Addresses the request to somebody else: its {@code host} and what it says of its destination to proxies go.
     *
     * @param newAuthority {@code host[:port]}
     */
    public void authority(String newAuthority) {
        authority = newAuthority;
    }

    /** Changes the endpoint's final response; answers of our own stay as they are. */
    public void response(HeaderEdit edit) {
        response.add(edit);
    }

    /** What to change in the request. */
    public Changes ofRequest() {
        return authority == null ? Changes.of(request) : new Changes(List.copyOf(request), authority);
    }

    /** What to change in the response. */
    public Changes ofResponse() {
        return Changes.of(response);
    }

    /** Forgets everything: a new call, or another attempt of this one. */
    public void clear() {
        request.clear();
        response.clear();
        authority = null;
    }

    /**
     * Edits put together.
     *
     * @param edits in order
     * @param authority whom the request is addressed to instead; null = as it came
     */
    public record Changes(List<HeaderEdit> edits, @Nullable String authority) {

        private static final Changes NONE = new Changes(List.of(), null);
        private static final Set<String> OF_THE_AUTHORITY = Set.of("host", "l5d-dst-canonical");

        private static Changes of(List<HeaderEdit> edits) {
            return edits.isEmpty() ? NONE : new Changes(List.copyOf(edits), null);
        }

        /** Whether there is nothing to change. */
        public boolean isEmpty() {
            return edits.isEmpty() && authority == null;
        }

        /** Whether headers of that name, in small letters, that came with the message are taken out. */
        public boolean drops(String name) {
            if (authority != null && OF_THE_AUTHORITY.contains(name)) {
                return true;
            }
            for (HeaderEdit edit : edits) {
                if (edit.drops(name)) {
                    return true;
                }
            }
            return false;
        }

        /** The headers to put in: what was added or set and not taken out again by a later edit. */
        public List<HeaderEdit.Header> added() {
            List<HeaderEdit.Header> added = new ArrayList<>();
            for (HeaderEdit edit : edits) {
                added.addAll(edit.add());
                for (HeaderEdit.Header header : edit.set()) {
                    added.removeIf(earlier -> earlier.name().equals(header.name()));
                }
                added.addAll(edit.set());
                added.removeIf(header -> edit.remove().contains(header.name()));
            }
            return added;
        }
    }
}
