package io.reactivemesh.ops.redirect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The programs that keep a nat table; each writes into a table of its own kind, and reads only that. */
public enum Backend {
    /** The kernel's x_tables. */
    LEGACY("-legacy"),
    /** The kernel's nf_tables, in iptables' words. */
    NFT("-nft"),
    /** Whatever the machine calls iptables. */
    PLAIN("");

    private static final List<Backend> FALLBACKS = List.of(NFT, PLAIN, LEGACY);

    private final String suffix;

    Backend(String suffix) {
        this.suffix = suffix;
    }

    /**
     * Reads a mode.
     *
     * @param text {@code legacy}, {@code nft} or {@code plain}
     * @return null = none of these
     */
    static @Nullable Backend ofMode(String text) {
        for (Backend backend : values()) {
            if (backend.mode().equals(text)) {
                return backend;
            }
        }
        return null;
    }

    /**
     * Reads the name of an IPv4 program.
     *
     * @param saves whether it is the one that lists rules
     * @return null = none of ours
     */
    static @Nullable Backend ofProgram(String name, boolean saves) {
        for (Backend backend : values()) {
            if (name.equals(saves ? backend.saveProgram(IpFamily.IPV4) : backend.program(IpFamily.IPV4))) {
                return backend;
            }
        }
        return null;
    }

    /** Its name as a mode. */
    public String mode() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The program that changes rules. */
    public String program(IpFamily family) {
        return (family == IpFamily.IPV4 ? "iptables" : "ip6tables") + suffix;
    }

    /** The program that lists rules. */
    public String saveProgram(IpFamily family) {
        return program(family) + "-save";
    }

    /**
     * The backend that this machine has both programs of: this one, else nft, plain, legacy in that order.
     *
     * @param installed says whether the machine has a program
     * @return null = it has none
     */
    public @Nullable Backend available(IpFamily family, Predicate<String> installed) {
        List<Backend> candidates = new ArrayList<>(List.of(this));
        candidates.addAll(FALLBACKS);
        for (Backend candidate : candidates) {
            if (installed.test(candidate.program(family)) && installed.test(candidate.saveProgram(family))) {
                return candidate;
            }
        }
        return null;
    }
}
