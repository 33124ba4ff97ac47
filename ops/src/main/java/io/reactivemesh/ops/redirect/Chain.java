package io.reactivemesh.ops.redirect;

/** The two chains of ours in the nat table, and where each is hooked in. Names are Linkerd's: its tools and ours find each other's rules. */
public enum Chain {
    /** What arrives at the pod. */
    INBOUND("PROXY_INIT_REDIRECT", "PREROUTING", "install-proxy-init-prerouting"),
    /** What the pod sends. */
    OUTBOUND("PROXY_INIT_OUTPUT", "OUTPUT", "install-proxy-init-output");

    private final String title;
    private final String hook;
    private final String jumpComment;

    Chain(String title, String hook, String jumpComment) {
        this.title = title;
        this.hook = hook;
        this.jumpComment = jumpComment;
    }

    /** Its name in the table. */
    public String title() {
        return title;
    }

    /** The built-in chain that jumps to it. */
    String hook() {
        return hook;
    }

    String jumpComment() {
        return jumpComment;
    }
}
