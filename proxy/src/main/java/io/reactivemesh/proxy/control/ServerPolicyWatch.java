package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.proxy.stack.GrpcCode;
import io.reactivemesh.wire.inbound.Server;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The inbound policy of one port for all who watch it. Confined to the control loop. */
final class ServerPolicyWatch extends SharedWatch<Server, ServerPolicy> {

    /** After these nobody needs to ask again: the lookup itself is refused. */
    static final Set<GrpcCode> TERMINAL = EnumSet.of(GrpcCode.INVALID_ARGUMENT, GrpcCode.FAILED_PRECONDITION);

    private static final Logger LOG = LoggerFactory.getLogger(ServerPolicyWatch.class);

    private final String path;
    private @Nullable ServerPolicy last;

    ServerPolicyWatch(int port, ControlObserver observer) {
        this("port " + port, observer);
    }

    private ServerPolicyWatch(String path, ControlObserver observer) {
        super(path, observer);
        this.path = path;
    }

    @Override
    @Nullable
    ServerPolicy apply(Server message) {
        ServerPolicy policy = mapped(message);
        if (policy.equals(last)) {
            return null;
        }
        last = policy;
        return policy;
    }

    /** A message that cannot be understood lets nobody in: to go on by the one before would be to ignore what was said. */
    private ServerPolicy mapped(Server message) {
        try {
            return ServerPolicyMapping.policy(message);
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.PATH, path)
                    .addKeyValue(LogKeys.REASON, e.getMessage())
                    .log("Invalid inbound policy; nobody is let in until it is corrected");
            return new ServerPolicy(
                    ResourceRef.named("invalid"),
                    new ServerPolicy.Detect(
                            ProxyConfig.DEFAULT_DETECT_TIMEOUT, ServerPolicy.everything(List.of(), null)),
                    List.of());
        }
    }

    @Override
    @Nullable
    ServerPolicy applyRefusal(GrpcStatus status) {
        // What was known before holds: the last answer, or the default policy.
        return null;
    }

    @Override
    void applyStart() {
        // A policy is sent whole each time: the last one stays until the next.
    }

    @Override
    @Nullable
    ServerPolicy present() {
        return last;
    }
}
