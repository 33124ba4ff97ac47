package io.reactivemesh.ops.redirect;

/** The two address families; each has firewall tables and programs of its own. */
public enum IpFamily {
    /** Of {@code iptables}. */
    IPV4,
    /** Of {@code ip6tables}. */
    IPV6
}
