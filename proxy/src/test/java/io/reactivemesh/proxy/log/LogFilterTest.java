package io.reactivemesh.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFilterTest {

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource({
        "'warn,linkerd=info,hickory=error', io.reactivemesh.proxy.Proxy, INFO",
        "'warn,linkerd=info,hickory=error', io.netty.channel.Channel, WARN",
        "'info,linkerd_app_outbound=trace', io.reactivemesh.proxy.outbound.Outbound, TRACE",
        "'info,linkerd_app_outbound=trace', io.reactivemesh.proxy.inbound.Inbound, INFO",
        "'linkerd=debug', io.netty.channel.Channel, ERROR",
        "'linkerd=debug,info', io.reactivemesh.proxy.Proxy, DEBUG",
        "'off', io.reactivemesh.proxy.Proxy, OFF",
        "'warn,[{headers}]=off,[{request}]=off', io.reactivemesh.proxy.Proxy, WARN",
        "'warn,mesh_unknown::thing=trace', io.reactivemesh.proxy.Proxy, WARN",
        "'warn,linkerd_unheard_of=trace', io.reactivemesh.proxy.Proxy, WARN",
        "'warn,io.grpc', io.grpc.Channel, TRACE",
        "'warn, INFO', io.grpc.Channel, INFO",
        "'h2=debug', io.reactivemesh.proxy.transport.Http2ServerConnection, DEBUG",
        "'h2=debug', io.reactivemesh.proxy.transport.Listener, ERROR",
        "'hyper=debug', io.reactivemesh.proxy.transport.Listener, DEBUG",
        "'warn,linkerd_app_core::errors=off', io.reactivemesh.proxy.transport.FailureLog, OFF",
        "'', io.grpc.Channel, ERROR"
    })
    void theLongestTargetDecides(String directives, String logger, LogLevel level) {
        assertThat(LogFilter.parse(directives).levelOf(logger)).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linkerd=loud", "a=b=c", "warn;info", "=info x"})
    void whatIsNotADirectiveIsRefused(String text) {
        assertThatThrownBy(() -> LogFilter.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isShownAsItWasGiven() {
        assertThat(LogFilter.parse("warn,linkerd=info")).hasToString("warn,linkerd=info");
    }
}
