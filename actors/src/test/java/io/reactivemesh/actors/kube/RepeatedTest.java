package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepeatedTest {
    private final Repeated repeated = new Repeated();

    private static String copy(String text) {
        return new String(text.toCharArray());
    }

    @Test
    void keepsATextOnce() {
        String first = copy("emojivoto");

        assertThat(repeated.once(first)).isSameAs(first);
        assertThat(repeated.once(copy("emojivoto"))).isSameAs(first);
    }

    @Test
    void changesNoText() {
        for (int i = 0; i < 100_000; i++) {
            String text = "pod-" + i;
            assertThat(repeated.once(copy(text))).isEqualTo(text);
        }
    }

    @Test
    void remembersNoLongText() {
        String text = "x".repeat(81);

        assertThat(repeated.once(copy(text))).isNotSameAs(repeated.once(text));
    }
}
