package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.proxy.stack.GrpcCode;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outbound policy of one destination for all who watch it. Confined to the control loop. */
final class PolicyWatch extends SharedWatch<OutboundPolicy, PolicyUpdate> {

    /** After these nobody needs to ask again: the lookup is refused, or there is nothing to look up. */
    static final Set<GrpcCode> TERMINAL = EnumSet.of(
            GrpcCode.INVALID_ARGUMENT, GrpcCode.FAILED_PRECONDITION, GrpcCode.NOT_FOUND, GrpcCode.UNIMPLEMENTED);

    private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

    private final String path;
    private @Nullable PolicyUpdate last;

    PolicyWatch(String path, ControlObserver observer) {
        super(path, observer);
        this.path = path;
    }

    @Override
    @Nullable
    PolicyUpdate apply(OutboundPolicy message) {
        return changed(mapped(message));
    }

    /** A message that cannot be understood is a policy too: to go on by the one before would be to ignore what was said. */
    private PolicyUpdate mapped(OutboundPolicy message) {
        try {
            return PolicyMapping.policy(message);
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.PATH, path)
                    .addKeyValue(LogKeys.REASON, e.getMessage())
                    .log("Invalid outbound policy; traffic fails until it is corrected");
            String reason = String.valueOf(e.getMessage());
            return new PolicyUpdate.Policy(ResourceRef.named("invalid"), new ProtocolPolicy.Invalid(reason));
        }
    }

    @Override
    @Nullable
    PolicyUpdate applyRefusal(GrpcStatus status) {
        if (last instanceof PolicyUpdate.Policy) {
            // A control plane that has just been started may not know yet what it knew before: the last answer holds.
            return null;
        }
        return changed(
                switch (status.code()) {
                    case NOT_FOUND, UNIMPLEMENTED -> new PolicyUpdate.None();
                    default -> new PolicyUpdate.Refused(status.code() + ": " + status.description());
                });
    }

    private @Nullable PolicyUpdate changed(PolicyUpdate update) {
        if (update.equals(last)) {
            return null;
        }
        last = update;
        return update;
    }

    @Override
    void applyStart() {
        // A policy is sent whole each time: the last one stays until the next.
    }

    @Override
    @Nullable
    PolicyUpdate present() {
        return last;
    }
}
