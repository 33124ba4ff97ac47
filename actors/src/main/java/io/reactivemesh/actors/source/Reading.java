package io.reactivemesh.actors.source;

import io.reactivemesh.actors.translate.Fact;
import io.reactivemesh.actors.translate.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one object of a manifest. */
sealed interface Reading {
    /** In its file, from 1. */
    int line();

    /** The same some lines further down. */
    Reading movedDown(int lines);

    /**
     * It is good.
     *
     * @param source the object as one line of JSON, to read it again
     * @param remarks what of it was left out
     * @param unknownFields what is in it that no Kubernetes object of its kind has
     */
    record Taken(int line, Fact fact, String source, List<Remark> remarks, List<Remark> unknownFields)
            implements Reading {
        @Override
        public Reading movedDown(int lines) {
            return new Taken(line + lines, fact, source, moved(remarks, lines), moved(unknownFields, lines));
        }

        private static List<Remark> moved(List<Remark> remarks, int lines) {
            return remarks.stream()
                    .map(remark -> new Remark(remark.line() + lines, remark.text()))
                    .toList();
        }
    }

    /**
     * It is not.
     *
     * @param key which object it is; null = it does not say
     * @param kind null = it does not say that either
     * @param object in words
     */
    record Refused(int line, @Nullable ObjectKey key, ObjectKey.@Nullable Kind kind, String object, String reason)
            implements Reading {
        @Override
        public Reading movedDown(int lines) {
            return new Refused(line + lines, key, kind, object, reason);
        }
    }

    /** It is of a kind that is not needed. */
    record PassedOver(int line, String kind) implements Reading {
        @Override
        public Reading movedDown(int lines) {
            return new PassedOver(line + lines, kind);
        }
    }

    /** Something to say about a line. */
    record Remark(int line, String text) {}
}
