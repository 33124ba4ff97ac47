package io.reactivemesh.proxy.control;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The address that is spelled in the first label of an SRV record's target, with dashes in place of dots or colons: {@code
 * 10-42-0-15.linkerd-dst-headless.linkerd.svc.cluster.local}. That is how Kubernetes names the pods of a headless Service.
 *
 * @see <a href="https://github.com/kubernetes/dns/blob/master/docs/specification.md#243---srv-records">Kubernetes DNS-Based
 *     Service Discovery, section 2.4.3</a>
 */
final class SrvTarget {

    private SrvTarget() {}

    /** The address in a target's name; null when there is none. */
    static @Nullable InetAddress address(String target) {
        int dot = target.indexOf('.');
        String label = dot < 0 ? target : target.substring(0, dot);
        String dotted = label.replace('-', '.');
        String coloned = label.replace('-', ':');
        byte[] bytes = NetUtil.isValidIpV4Address(dotted)
                ? NetUtil.createByteArrayFromIpAddressString(dotted)
                : NetUtil.isValidIpV6Address(coloned) ? NetUtil.createByteArrayFromIpAddressString(coloned) : null;
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("addresses of 4 and 16 bytes are legal", e);
        }
    }
}
