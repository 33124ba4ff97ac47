package io.reactivemesh.proxy.stack;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP request, the same for every HTTP version, for layers that match on it.
 *
 * <p>Strings are made when asked for: a stack that does not look at heads does not pay for them.
 */
public interface RequestHead {

    /** The method as sent, such as {@code GET}. */
    String method();

    /** The version of HTTP in which it came: {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}. */
    String version();

    /** The target as it was sent: that of the request line, or the URI that the fields of HTTP/2 spell (RFC 9113 section 8.3.1). */
    String target();

    /** The scheme that the request names; {@code http} when it names none. */
    String scheme();

    /** Path and query of the target, starting with a slash ({@code *} for a server-wide OPTIONS, empty for CONNECT). */
    String path();

    /** The {@code host[:port]} that the client addressed, or null when the request names nobody. */
    @Nullable
    String authority();

    /** Headers that name whom a request is for, before its authority does. */
    enum Naming {

        /** {@code l5d-dst-override}: where a request has to go, whatever its authority is. */
        OVERRIDE,

        /** {@code l5d-dst-canonical}: what the client's proxy has found the service profile by. */
        CANONICAL
    }

    /** Whom the request is for: the header's value when there is one, else the authority. Null when neither is there. */
    @Nullable
    String destination(Naming by);

    /** Whether {@link #destination} would be exactly this; makes no string. */
    boolean isFor(Naming by, String destination);

    /**
     * The value of the first header of that name.
     *
     * @param name in small letters
     * @return the trimmed value, or null when the header is absent
     */
    @Nullable
    String header(String name);

    /**
     * Whether some header of that name has a value that passes the test; asked from the first to the last.
     *
     * @param name in small letters
     * @param test of a trimmed value, one byte a character
     */
    boolean anyHeader(String name, Predicate<String> test);
}
