package io.reactivemesh.proxy.admin;

import java.util.Arrays;

/** Upper bucket bounds of a histogram: ascending, in recorded units, with the text that {@code le} shows. */
public final class Bounds {

    static final Bounds NONE = new Bounds(new long[0], new String[0]);

    private final long[] uppers;
    private final String[] texts;

    private Bounds(long[] uppers, String[] texts) {
        this.uppers = uppers;
        this.texts = texts;
    }

    static Bounds of(long unit, double... exposed) {
        long[] uppers = new long[exposed.length];
        String[] texts = new String[exposed.length];
        for (int i = 0; i < exposed.length; i++) {
            uppers[i] = Math.round(exposed[i] * unit);
            texts[i] = exposed[i] == Math.rint(exposed[i]) ? Long.toString((long) exposed[i]) : "" + exposed[i];
            if (i > 0 && uppers[i] <= uppers[i - 1]) {
                throw new IllegalArgumentException("bounds: " + Arrays.toString(exposed) + " (expected: ascending)");
            }
        }
        return new Bounds(uppers, texts);
    }

    int size() {
        return uppers.length;
    }

    String text(int bucket) {
        return bucket == texts.length ? "+Inf" : texts[bucket];
    }

    /** The bucket that counts a value. Linear: what is measured most is small, and sits in the first buckets. */
    int bucket(long value) {
        int i = 0;
        while (i < uppers.length && value > uppers[i]) {
            i++;
        }
        return i;
    }
}
