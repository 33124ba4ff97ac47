package io.reactivemesh.proxy.outbound;

import io.netty.util.NetUtil;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.Refusal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses a request that demands an identity ({@code l5d-require-id}) which its endpoint does not prove. */
final class RequireIdentity {

    private static final String HEADER = "l5d-require-id";

    /** Labels with dots between them. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*");

    private RequireIdentity() {}

    /**
     * The layer for one endpoint.
     *
     * @param proven who the endpoint proves to be; null when it proves nothing
     */
    static Layer<HttpCall> of(ProxyEndpoint.@Nullable Identity proven) {
        return below -> call -> {
            String required = call.request().header(HEADER);
            if (required == null
                    || !isIdentity(required)
                    || (proven != null && proven.id().equals(required))) {
                below.call(call);
            } else {
                call.refuse(Refusal.IDENTITY_REQUIRED);
            }
        };
    }

    /** Whether the value could be an identity at all: a DNS name or a URI. Anything else is ignored. */
    private static boolean isIdentity(String value) {
        return value.contains("://") || (NAME.matcher(value).matches() && !NetUtil.isValidIpV4Address(value));
    }
}
