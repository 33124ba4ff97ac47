package io.reactivemesh.proxy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightLimitTest {

    private final Service<FakeCall> limit = InFlightLimit.<FakeCall>of(1).over(call -> call.served++);

    @Test
    void shedsLoadWhenTooManyAreInFlightAndLetsInWhenOneHasEnded() {
        FakeCall first = new FakeCall();
        FakeCall second = new FakeCall();
        FakeCall third = new FakeCall();

        limit.call(first);
        limit.call(second);
        assertThat(second.refusal).isEqualTo(Refusal.UNAVAILABLE);

        first.measurement().end();
        limit.call(third);
        assertThat(third.served).isEqualTo(1);
    }

    @Test
    void aCallThatIsGivenUpFreesItsPlace() {
        FakeCall first = new FakeCall();
        FakeCall second = new FakeCall();

        limit.call(first);
        first.measurement().abandon();
        limit.call(second);

        assertThat(second.served).isEqualTo(1);
    }
}
