package io.reactivemesh.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByNameTest {

    private final ByName<String> meters = new ByName<>(name -> "meter of " + name);

    @Test
    void eachNameHasItsOwn() {
        assertThat(meters.get("a")).isSameAs(meters.get("a")).isEqualTo("meter of a");
        assertThat(meters.get("b")).isEqualTo("meter of b");
        assertThat(meters.get(null)).isEqualTo("meter of ");
    }

    @Test
    void tooManyNamesShareTheEmptyOneAndTheFirstKeepTheirs() {
        for (int i = 0; i < ByName.MOST_NAMES; i++) {
            assertThat(meters.get("name" + i)).isEqualTo("meter of name" + i);
        }

        assertThat(meters.get("late")).isEqualTo("meter of ");
        assertThat(meters.get("later")).isSameAs(meters.get("late"));
        assertThat(meters.get("name0")).isEqualTo("meter of name0");
        List<String> released = new ArrayList<>();
        meters.release(released::add);
        assertThat(released).hasSize(ByName.MOST_NAMES + 1);
    }
}
