package io.reactivemesh.proxy.control;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.util.Objects;
import java.util.function.Supplier;

/** Lets gRPC channels find a control-plane service as {@link ControlNameResolver} does: scheme {@code control}. Any thread. */
final class ControlNames extends NameResolverProvider {

    private static final String SCHEME = "control";
    private static final NameResolver.Args.Key<Supplier<NameResolver>> RESOLVER = NameResolver.Args.Key.create(SCHEME);

    static {
        NameResolverRegistry.getDefaultRegistry().register(new ControlNames());
    }

    private ControlNames() {}

    /**
     * A channel to a name.
     *
     * @param resolver makes the channel's resolver
     */
    static NettyChannelBuilder channel(String target, Supplier<NameResolver> resolver) {
        return NettyChannelBuilder.forTarget(SCHEME + ":///" + target).setNameResolverArg(RESOLVER, resolver);
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
        return Objects.requireNonNull(arguments.getArg(RESOLVER), "resolver: missing")
                .get();
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    /** Below DNS: nobody gets this resolver who does not ask for it. */
    @Override
    protected int priority() {
        return 0;
    }
}
