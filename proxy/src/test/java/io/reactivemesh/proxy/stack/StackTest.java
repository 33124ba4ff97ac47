package io.reactivemesh.proxy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackTest {

    @Test
    void aCallMeetsTheLayersInTheOrderInWhichTheyAreWritten() {
        List<String> met = new ArrayList<>();

        Stack.<FakeCall>top(named("first", met))
                .then(named("second", met))
                .on(_ -> met.add("bottom"))
                .call(new FakeCall());

        assertThat(met).containsExactly("first", "second", "bottom");
    }

    private static Layer<FakeCall> named(String name, List<String> met) {
        return below -> call -> {
            met.add(name);
            below.call(call);
        };
    }
}
