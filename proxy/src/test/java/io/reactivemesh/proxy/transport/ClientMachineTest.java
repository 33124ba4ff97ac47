package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.transport.ClientMachine.Loss;
import org.junit.jupiter.api.Test;

class ClientMachineTest {

    private final ClientMachine machine = new ClientMachine();

    @Test
    void aStaleConnectionMeansASecondAttempt() {
        machine.sent(true, true);

        assertThat(machine.lost(false)).isEqualTo(Loss.RETRY);
    }

    @Test
    void aFreshConnectionThatBreaksFailsTheRequest() {
        machine.sent(false, true);

        assertThat(machine.lost(false)).isEqualTo(Loss.FAIL);
    }

    @Test
    void aRequestThatMustNotBeRepeatedFails() {
        machine.sent(true, false);

        assertThat(machine.lost(false)).isEqualTo(Loss.FAIL);
    }

    @Test
    void nothingIsRepeatedOnceTheEndpointHasBegunToAnswer() {
        machine.sent(true, true);
        machine.answered();

        assertThat(machine.lost(false)).isEqualTo(Loss.FAIL);
    }

    @Test
    void theEndOfTheStreamEndsAResponseWithoutFramingAndCutsAnyOther() {
        machine.sent(false, true);
        machine.responding(false);
        assertThat(machine.lost(true)).isEqualTo(Loss.COMPLETE);

        ClientMachine framed = new ClientMachine();
        framed.sent(false, true);
        framed.responding(true);
        assertThat(framed.lost(false)).isEqualTo(Loss.ABORT);
    }

    @Test
    void isReusableOnlyWhenBothSidesAreCompleteAndTheEndpointPersists() {
        machine.sent(false, true);
        machine.responding(true);
        assertThat(machine.responded(true)).isTrue();
        assertThat(machine.idle()).isTrue();

        machine.sent(true, true);
        machine.responding(true);
        assertThat(machine.responded(false)).isFalse();
    }

    @Test
    void losingAnIdleConnectionMeansNothing() {
        assertThat(machine.lost(false)).isEqualTo(Loss.NONE);
    }
}
