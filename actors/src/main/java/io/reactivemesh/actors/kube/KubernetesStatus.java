package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.translate.ObjectKey;
import java.util.List;
import java.util.stream.Stream;

/**
 * How reading the Kubernetes API goes.
 *
 * @param complete everything needed has been listed, and the first batch is out
 * @param trouble why what was read could not be told; empty = it was
 * @param kinds in the order of {@link ObjectKey.Kind}
 */
public record KubernetesStatus(boolean complete, String trouble, List<Kind> kinds) {
    public KubernetesStatus {
        kinds = List.copyOf(kinds);
    }

    /** Where a kind is. */
    public enum Phase {
        /** Not listed yet. */
        LISTING,
        /** Listed and watched. */
        CURRENT,
        /** The cluster does not have it, which is fine. */
        ABSENT,
        /** Listed once; what is known stays, and news may be missing. */
        STALE
    }

    /**
     * One kind.
     *
     * @param objects held
     * @param trouble what the last attempt came to, in words; empty = it went well
     */
    public record Kind(ObjectKey.Kind kind, Phase phase, int objects, String trouble) {
        /** {@code Pod: not listed yet: 403 Forbidden: …}. */
        @Override
        public String toString() {
            String words = switch (phase) {
                case LISTING -> "not listed yet";
                case CURRENT -> "current";
                case ABSENT -> "not in this cluster";
                case STALE -> "not up to date";
            };
            return kind.words() + ": " + words + (trouble.isEmpty() ? "" : ": " + trouble);
        }
    }

    /** Why it is not all as it should be, one sentence each; empty = it is. */
    public List<String> reasons() {
        Stream<String> told = trouble.isEmpty() ? Stream.of() : Stream.of(trouble);
        return Stream.concat(
                        told,
                        kinds.stream()
                                .filter(kind -> kind.phase() == Phase.LISTING || kind.phase() == Phase.STALE)
                                .map(Kind::toString))
                .toList();
    }
}
