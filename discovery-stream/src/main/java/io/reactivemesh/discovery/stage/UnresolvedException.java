package io.reactivemesh.discovery.stage;

import io.reactivemesh.discovery.port.Resolution;
import java.io.Serial;

/** A watch whose first answer was not a value. Carries no stack trace: it is a refusal, not a bug. */
public final class UnresolvedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Resolution<?> resolution;

    /** A refusal for what was found instead of a value. */
    public UnresolvedException(Resolution<?> resolution) {
        super(resolution.toString(), null, false, false);
        this.resolution = resolution;
    }

    /** What was found instead; never {@link Resolution.Found}. */
    public Resolution<?> resolution() {
        return resolution;
    }
}
