package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.transport.ServerMachine.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerMachineTest {

    private ServerMachine machine;

    @BeforeEach
    void create() {
        machine = new ServerMachine();
    }

    @Test
    void isIdleAgainAfterACompleteExchange() {
        machine.requested(true);
        machine.requestComplete();
        machine.responding(false);
        machine.responded();

        assertThat(machine.idle()).isTrue();
    }

    @Test
    void closesAfterTheResponseWhenTheClientDoesNotPersist() {
        machine.requested(false);
        machine.requestComplete();
        machine.responding(false);
        machine.responded();

        assertThat(machine.state()).isEqualTo(State.CLOSING);
    }

    @Test
    void closesAfterAResponseThatLastsUntilTheEndOfTheStream() {
        machine.requested(true);
        machine.requestComplete();
        machine.responding(true);

        assertThat(machine.persistent()).isFalse();
    }

    @Test
    void discardsTheRestOfARequestThatWasAnsweredEarly() {
        machine.requested(true);
        machine.responding(false);
        machine.responded();
        assertThat(machine.state()).isEqualTo(State.DISCARDING);

        machine.requestComplete();

        assertThat(machine.idle()).isTrue();
    }

    @Test
    void drainingClosesAnIdleConnectionAtOnceAndABusyOneAfterItsResponse() {
        ServerMachine idle = new ServerMachine();
        idle.drain();
        assertThat(idle.state()).isEqualTo(State.CLOSING);

        machine.requested(true);
        machine.requestComplete();
        machine.drain();
        assertThat(machine.busy()).isTrue();
        machine.responding(false);
        machine.responded();
        assertThat(machine.state()).isEqualTo(State.CLOSING);
    }

    @Test
    void drainingLeavesATunnelAlone() {
        machine.requested(true);
        machine.tunnelled();

        machine.drain();

        assertThat(machine.state()).isEqualTo(State.TUNNEL);
    }

    @Test
    void answersACompleteRequestAfterTheClientHasClosedItsSide() {
        machine.requested(true);
        machine.requestComplete();
        machine.inputClosed();
        assertThat(machine.busy()).isTrue();

        machine.responding(false);
        machine.responded();

        assertThat(machine.exhausted()).isTrue();
    }

    @Test
    void givesUpAnIncompleteRequestWhenTheClientCloses() {
        machine.requested(true);

        machine.inputClosed();

        assertThat(machine.state()).isEqualTo(State.CLOSING);
    }
}
