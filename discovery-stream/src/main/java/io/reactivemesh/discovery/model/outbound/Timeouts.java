package io.reactivemesh.discovery.model.outbound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take; 0 = no limit, said in so many words.
 *
 * @param request altogether, retries included; null = no limit
 * @param response from the end of the request to the end of the response; null = no limit
 * @param idle without a frame either way; null = no limit
 */
public record Timeouts(
        @Nullable Duration request,
        @Nullable Duration response,
        @Nullable Duration idle) {
    public static final Timeouts NONE = new Timeouts(null, null, null);
}
